import type { Controls } from "./controls";

const dragPixels = 4;

/** Zooms and pans with the wheel: Ctrl (or a pinch) zooms about the pointer, Shift or a sideways wheel pans. */
export function wheelOverLanes(
  event: WheelEvent,
  lane: DOMRect,
  offsetAt: (share: number) => number,
  controls: Controls,
) {
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const share = Math.min(1, Math.max(0, (event.clientX - lane.left) / lane.width));
    controls.zoom(Math.exp(-event.deltaY / 240), offsetAt(share));
    return;
  }
  const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
  if (sideways === 0) return;
  event.preventDefault();
  controls.pan(sideways / lane.width);
}

/** Pans by dragging a lane; the click that ends a drag is no click on the row. */
export function dragLane(event: PointerEvent, controls: Controls): void {
  const pressed = event.target;
  const grid = event.currentTarget;
  if (!(pressed instanceof Element) || !(grid instanceof HTMLElement) || event.button !== 0) return;
  const lane = pressed.closest(".lane");
  if (lane === null) return;
  const { width } = lane.getBoundingClientRect();
  const startX = event.clientX;
  let lastX = startX;
  let dragging = false;
  const following = new AbortController();
  const { signal } = following;

  grid.addEventListener(
    "pointermove",
    (move) => {
      if (!dragging && Math.abs(move.clientX - startX) < dragPixels) return;
      if (!dragging) grid.setPointerCapture(event.pointerId);
      dragging = true;
      controls.pan((lastX - move.clientX) / width);
      lastX = move.clientX;
    },
    { signal },
  );
  for (const end of ["pointerup", "pointercancel"] as const) {
    grid.addEventListener(
      end,
      () => {
        following.abort();
        if (dragging) swallowClick(grid);
      },
      { signal },
    );
  }
}

function swallowClick(grid: HTMLElement): void {
  const swallow = (click: Event) => click.stopPropagation();
  grid.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => grid.removeEventListener("click", swallow, { capture: true }));
}
