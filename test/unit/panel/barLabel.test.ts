import { expect, it } from "vitest";
import { placeLabel } from "../../../media/timeline/geometry/barLabel";

it("a label goes behind its bar, before it or into it, wherever there is room, and never out of the lane", () => {
  const lane = 200;
  const place = (from: number, to: number, width = 40) => {
    const label = placeLabel({ from, to }, lane, width);
    return label === undefined ? "nowhere" : `${label.side} at ${Math.round(label.share * lane)}`;
  };
  expect(place(0, 0.2)).toBe("after at 44");
  expect(place(0, 0.78)).toBe("after at 160");
  expect(place(0.3, 0.9)).toBe("before at 56");
  expect(place(0.1, 0.9)).toBe("within at 176");
  expect(place(-0.02, 1.02)).toBe("within at 196");
  expect(place(0.5, 0.6, 190)).toBe("within at 116");
  expect(place(1.02, 1.02)).toBe("nowhere");
  expect(placeLabel({ from: 0, to: 1 }, 0, 40)).toBeUndefined();
});
