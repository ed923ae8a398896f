import { afterAll, beforeAll, expect, it } from "vitest";
import { CountingServer } from "../../chaos/countingServer";
import { chaosRound } from "../../chaos/round";

// `npm run chaos` goes through hundreds, some of them with real processes.
const rounds = 15;
const server = new CountingServer();

beforeAll(() => server.start());
afterAll(() => {
  server.stop();
});

it("nothing is lost or done twice through crashes, damage, full disks, other windows and lost answers", async () => {
  for (let seed = 1; seed <= rounds; seed++) {
    const { violations } = await chaosRound(seed, server);
    expect(violations, `seed ${String(seed)}`).toEqual([]);
  }
}, 120_000);
