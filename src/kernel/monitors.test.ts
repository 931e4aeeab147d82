import { describe, expect, it } from 'vitest';
import { runInline } from './inline.ts';
import type { Property, Watched } from './property.ts';
import { setup } from './testing.ts';
import type { Us } from './time.ts';

const base = { title: 'A title', explain: 'A reason.', init: () => null };

/** The events that a property with these wishes is shown. */
function shown(watches: Watched | undefined): string[] {
  const seen: string[] = [];
  const property: Property = {
    ...base,
    id: 'sees',
    kind: 'always',
    ...(watches && { watches }),
    step: (_state, event) =>
      void seen.push(`${event.kind} ${event.effects.map((effect) => effect.kind).join('+')} @${event.node}`),
  };
  runInline(setup({ properties: [property] }));
  return seen;
}

describe('what a property watches', () => {
  const all = shown(undefined);

  it('is everything where it does not say', () => {
    expect(all.length).toBe(runInline(setup()).kernel.seq);
  });

  it('is events of the kinds it names, and those with the effects it names, each once and in order', () => {
    const wanted = (line: string) => line.startsWith('late ') || /\b(note|end)\b/.test(line.split(' ')[1]!);
    const expected = all.filter(wanted);
    expect(expected.length).toBeGreaterThan(10);
    expect(shown({ events: ['late'], effects: ['note', 'end'] })).toEqual(expected);
    expect(shown({})).toEqual([]);
    const there = expected.filter((line) => line.endsWith('@n2'));
    expect(there.length).toBeGreaterThan(3);
    expect(shown({ nodes: ['n2'], events: ['late'], effects: ['note', 'end'] })).toEqual(there);
  });

  it('does not delay the verdict on what is owed: it falls with the first event past the time', () => {
    const owes = (watches: Watched | undefined): Property<{ owed: boolean }> => ({
      ...base,
      id: 'owes',
      kind: 'eventually',
      init: () => ({ owed: false }),
      ...(watches && { watches }),
      step(state, event): { dueUs: Us; detail: string } | undefined {
        if (state.owed || !event.effects.some((effect) => effect.kind === 'note')) return undefined;
        state.owed = true;
        return { dueUs: event.timeUs + 5_000, detail: 'never' };
      },
    });
    const verdict = (watches: Watched | undefined) => {
      const { trace, properties } = runInline(setup({ properties: [owes(watches)] }));
      return { properties, at: trace.findIndex((event) => event.effects.some((effect) => effect.kind === 'verdict')) };
    };
    expect(verdict({ effects: ['note'] })).toEqual(verdict(undefined));
    expect(verdict(undefined).properties[0]?.status).toBe('violated');
    expect(verdict(undefined).at).toBeGreaterThan(0);
  });
});
