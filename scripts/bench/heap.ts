interface Item {
  readonly timeUs: number;
  readonly key: number;
}

/** Which of two comes first. */
const before = (a: Item, b: Item): boolean => a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.key < b.key);

function push(heap: Item[], item: Item): void {
  let at = heap.length;
  heap.push(item);
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up] as Item;
    if (before(parent, item)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = item;
}

function pop(heap: Item[]): Item {
  const top = heap[0] as Item;
  const item = heap.pop() as Item;
  const size = heap.length;
  if (size === 0) return top;
  let at = 0;
  for (let down = 1; down < size; down = 2 * at + 1) {
    if (down + 1 < size && before(heap[down + 1] as Item, heap[down] as Item)) down++;
    const least = heap[down] as Item;
    if (before(item, least)) break;
    heap[at] = least;
    at = down;
  }
  heap[at] = item;
  return top;
}

/**
 * The least that any event simulator does: take the earliest of `waiting` events, put one back.
 * Answers the number of events, after a look at the last one so that nothing is optimised away.
 */
export function bareHeap(events: number, waiting: number): number {
  const heap: Item[] = [];
  let state = 12345;
  const draw = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % 10_000;
  for (let key = 0; key < waiting; key++) push(heap, { timeUs: draw(), key });
  let last = 0;
  for (let key = waiting; key < waiting + events; key++) {
    const { timeUs } = pop(heap);
    last = timeUs;
    push(heap, { timeUs: timeUs + draw(), key });
  }
  return last >= 0 ? events : 0;
}
