import { crc32 } from "node:zlib";

const open = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const packageFormat = "http://schemas.openxmlformats.org/package/2006";
const sheetFormat = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const parts: Readonly<Record<string, string>> = {
  "[Content_Types].xml":
    `${open}<Types xmlns="${packageFormat}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/>` +
    `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetType}.worksheet+xml"/></Types>`,
  "_rels/.rels":
    `${open}<Relationships xmlns="${packageFormat}/relationships">` +
    `<Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml":
    `${open}<workbook xmlns="${sheetFormat}" xmlns:r="${relations}">` +
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
  "xl/_rels/workbook.xml.rels":
    `${open}<Relationships xmlns="${packageFormat}/relationships">` +
    `<Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  "xl/worksheets/sheet1.xml": `${open}<worksheet xmlns="${sheetFormat}"><sheetData/></worksheet>`,
};

/** A workbook with one empty sheet, as a file's bytes: an archive of parts that are stored as they are. */
export function emptyWorkbook(): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const body = Buffer.from(text);
    const common = commonHeader(name, body);
    const file = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, Buffer.from(name), body]);
    // Behind the common part: no comment, the first disk, no attributes; then where the file begins.
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\u0001\u0002"), Buffer.from([20, 0]), common, place, Buffer.from(name));
    files.push(file);
    offset += file.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  const count = Object.keys(parts).length;
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listed, end]);
}

/** Version, flags, method "stored", time, checksum and lengths, which both headers of a file share. */
function commonHeader(name: string, body: Buffer): Buffer {
  const header = Buffer.alloc(26);
  header.writeUInt16LE(20, 0);
  header.writeUInt16LE(0x21, 8);
  header.writeUInt32LE(crc32(body), 10);
  header.writeUInt32LE(body.length, 14);
  header.writeUInt32LE(body.length, 18);
  header.writeUInt16LE(Buffer.byteLength(name), 22);
  return header;
}
