import { mix } from './hash.ts';
import type { Kernel } from './kernel.ts';
import { codeOf, EFFECT_BITS } from './kinds.ts';

/** A fingerprint is emitted every this many events, so that a mismatch can be located. */
export const FINGERPRINT_EVERY = 1_000;

/** The event in hand has had all its effects: it goes into the fingerprint, past the monitors, into the trace. */
export function complete(kernel: Kernel, outcome: number): void {
  const item = kernel.current!;
  kernel.current = null;
  const { timeUs, seq } = kernel;
  let id = '';
  const word = mix(mix(item.place, item.sequence), mix(item.hash, outcome));
  const high = Math.floor(timeUs / 4294967296);
  if (item.node < 0) {
    kernel.worldA = mix(mix(kernel.worldA, timeUs | 0) + high, word);
    kernel.worldB = mix(mix(kernel.worldB, word) + high, timeUs | 0);
  } else {
    const node = kernel.nodes[item.node]!;
    id = node.id;
    node.chainA = mix(mix(node.chainA, timeUs | 0) + high, word);
    node.chainB = mix(mix(node.chainB, word) + high, timeUs | 0);
    if (node.holding.size !== kernel.busyBefore || node.queue.length !== kernel.queuedBefore) {
      kernel.effect({ kind: 'load', busy: node.holding.size, queued: node.queue.length }, EFFECT_BITS.load);
    }
  }
  kernel.seq = seq + 1;
  const action = item.deed?.action;
  const code = codeOf(kernel.kind);
  let effects = kernel.effects.packed();
  const watchers = kernel.monitors.watchers(code, kernel.effects, item.node);
  if (watchers.length > 0 || kernel.monitors.isOverdue(timeUs)) {
    const verdicts = kernel.monitors.step(
      {
        seq,
        timeUs,
        kind: kernel.kind,
        node: id,
        cause: item.cause,
        transit: item.transit,
        tag: item.tag,
        action,
        effects: kernel.effects.unpacked(),
      },
      watchers,
      kernel,
    );
    if (verdicts !== null) effects = kernel.effects.packedWith(verdicts);
  }
  if (kernel.options.keepTrace !== false)
    kernel.trace.push(
      timeUs,
      code,
      item.node,
      item.cause,
      item.transit === undefined ? -1 : item.token,
      item.tag,
      action,
      effects,
    );
  if (kernel.seq % FINGERPRINT_EVERY === 0) kernel.fingerprints.push(kernel.fingerprint());
}
