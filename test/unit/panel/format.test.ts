import { describe, expect, it } from "vitest";
import { formatBytes, formatDuration, formatRatio } from "../../../media/timeline/words/format";

describe("lengths of time", () => {
  it("are short and never carry a digit too far", () => {
    const times = [
      0, 0.00004, 0.005, 0.0123, 0.04, 0.4, 3, 9.96, 42.4, 999.4, 999.6, 3118, 9996, 42_000, 59_960, 61_000, 120_000,
      3_600_000, 5_400_000, 90_000_000, 2_592_000_000,
    ];
    expect(times.map(formatDuration).join(" | ")).toBe(
      "0 ms | 0 ms | 5 µs | 12 µs | 40 µs | 0.4 ms | 3 ms | 10 ms | 42 ms | 999 ms | 1.00 s | 3.12 s | 10.0 s | 42.0 s | 1 min | " +
        "1 min 1 s | 2 min | 1 h | 1 h 30 min | 1 d 1 h | 30 d",
    );
  });
});

describe("ratios and sizes", () => {
  it("have two digits where they need them", () => {
    expect([1.23, 4.25, 9.96, 12.7].map(formatRatio)).toEqual(["1.2", "4.3", "10", "13"]);
    expect([1, 812, 16_384, 2_200_000].map(formatBytes)).toEqual(["1 byte", "812 bytes", "16.0 KB", "2.1 MB"]);
  });
});
