import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import { seconds } from '../../kernel/time.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import pattern from './index.ts';

/** What each message id went through on the radio, as it was sent: MQTT 3.1.1, section 4.3. */
function flows(qos: string, lossPct: number): string[][] {
  const scenario = {
    ...scenarioOf(pattern, 'radio', true),
    settings: { 'sensors.qos': qos, 'radio.lossPct': lossPct },
    untilUs: seconds(8),
  };
  const byId = new Map<number, string[]>();
  for (const event of runInline(setupOf(pattern, scenario)).trace)
    for (const effect of event.effects) {
      if (effect.kind !== 'send' || !('mid' in effect.transit.message)) continue;
      const { type, mid, dup } = effect.transit.message as unknown as { type: string; mid: number; dup?: boolean };
      const flow = byId.get(mid) ?? [];
      flow.push(dup ? `${type} dup` : type);
      byId.set(mid, flow);
    }
  // What began in the last seconds may not be finished.
  return [...byId.values()].slice(0, 40);
}

const ORDER: Readonly<Record<string, number>> = { PUBLISH: 0, 'PUBLISH dup': 0, PUBREC: 1, PUBREL: 2, PUBCOMP: 3 };

describe('MQTT on a quiet radio', () => {
  it('QoS 0: one message, no answer', () =>
    expect(new Set(flows('0', 0).map((flow) => flow.join()))).toEqual(new Set(['PUBLISH'])));
  it('QoS 1: PUBLISH, PUBACK', () =>
    expect(new Set(flows('1', 0).map((flow) => flow.join()))).toEqual(new Set(['PUBLISH,PUBACK'])));
  it('QoS 2: PUBLISH, PUBREC, PUBREL, PUBCOMP', () =>
    expect(new Set(flows('2', 0).map((flow) => flow.join()))).toEqual(new Set(['PUBLISH,PUBREC,PUBREL,PUBCOMP'])));
});

describe('MQTT on a lossy radio', () => {
  it('QoS 0 sends nothing again', () => expect(flows('0', 30).every((flow) => flow.length === 1)).toBe(true));

  it('QoS 1 sends again with the DUP flag, until it is answered', () => {
    const all = flows('1', 30);
    expect(all.some((flow) => flow.includes('PUBLISH dup'))).toBe(true);
    for (const flow of all) expect(flow.filter((each) => each === 'PUBLISH')).toHaveLength(1);
  });

  it('QoS 2 goes through its four steps in order, however often one is repeated', () => {
    const all = flows('2', 30);
    expect(all.some((flow) => flow.filter((each) => each === 'PUBREL').length > 1)).toBe(true);
    for (const flow of all) {
      let reached = -1;
      for (const each of flow) {
        expect(ORDER[each]!, flow.join()).toBeLessThanOrEqual(reached + 1);
        reached = Math.max(reached, ORDER[each]!);
      }
      // Once released, a message is not published again.
      expect(flow.lastIndexOf('PUBLISH dup'), flow.join()).toBeLessThan(
        flow.includes('PUBREL') ? flow.indexOf('PUBREL') : flow.length,
      );
    }
  });
});
