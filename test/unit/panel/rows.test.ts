import { describe, expect, it } from "vitest";
import { allRows, rowsOf, type Rows } from "../../../media/timeline/state/rows";

const picture = (rows: Rows) => [-1, 0, 1, 2, 3].map((place) => [rows.at(place), rows.positionOf(place)]);

describe("the rows", () => {
  it("are one for each call", () => {
    expect(allRows(3).count).toBe(3);
    expect(picture(allRows(3))).toEqual([
      [undefined, undefined],
      [0, 0],
      [1, 1],
      [2, 2],
      [undefined, undefined],
    ]);
    expect(allRows(3).positionOf(Number.NaN)).toBeUndefined();
  });

  it("are those of some calls", () => {
    expect(rowsOf([1, 3, 9]).count).toBe(3);
    expect(picture(rowsOf(Uint32Array.of(1, 3)))).toEqual([
      [undefined, undefined],
      [1, undefined],
      [3, 0],
      [undefined, undefined],
      [undefined, 1],
    ]);
    expect(rowsOf([]).positionOf(0)).toBeUndefined();
  });
});
