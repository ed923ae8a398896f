import type { ReactiveControllerHost, TemplateResult } from "lit";
import type { Frame } from "../frame";
import type { Send } from "../intents";
import { sash } from "../views/sash";
import { PointerDrag } from "./pointerDrag";

/** The lines by which the parts of the panel are resized. */
export class Sashes {
  private readonly drag: PointerDrag;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly send: Send,
  ) {
    this.drag = new PointerDrag(host);
  }

  /** Between the columns and the lanes; `columns` and `gridWidth` are their widths in pixels. */
  columns({ text }: Frame, columns: number, gridWidth: number): TemplateResult {
    const resize = (width: number) => this.send({ kind: "resizeColumns", width });
    return sash({
      className: "columns-sash",
      label: text.resizeColumns,
      orientation: "vertical",
      percent: (columns / Math.max(1, gridWidth)) * 100,
      at: { left: `${columns}px` },
      drag: this.drag,
      moveTo: ({ x }) => resize(x - (this.rectOf(".grid")?.left ?? 0)),
      moveBy: (pixels) => resize(columns + pixels),
    });
  }

  /** Between the grid and the details. */
  details({ layout, text, view: { detailsShare } }: Frame): TemplateResult {
    const atSide = layout === "wide";
    const resize = (share: number) => this.send({ kind: "resizeDetails", share });
    const room = () => this.rectOf(".panes") ?? new DOMRect(0, 0, 1, 1);
    return sash({
      className: "details-sash",
      label: text.resizeDetails,
      orientation: atSide ? "vertical" : "horizontal",
      percent: (1 - detailsShare) * 100,
      drag: this.drag,
      moveTo: ({ x, y }) => {
        const { right, bottom, width, height } = room();
        resize(atSide ? (right - x) / width : (bottom - y) / height);
      },
      moveBy: (pixels) => {
        const { width, height } = room();
        resize(detailsShare - pixels / (atSide ? width : height));
      },
    });
  }

  private rectOf(selector: string): DOMRect | undefined {
    return this.host.querySelector(selector)?.getBoundingClientRect();
  }
}
