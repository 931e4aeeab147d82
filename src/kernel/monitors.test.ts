import { describe, expect, it } from 'vitest';
import { InlineRun, runInline } from './inline.ts';
import type { Property, Watched, World } from './property.ts';
import { setup } from './testing.ts';
import { ms, type Us } from './time.ts';
import type { TraceEvent } from './trace.ts';

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

/** Names of messages sent, notes and metrics in an event. */
const namesIn = (event: TraceEvent): string[] =>
  event.effects.flatMap((effect) => {
    if (effect.kind === 'send') return [effect.transit.message.type];
    if (effect.kind === 'note') return [effect.rule];
    return effect.kind === 'metric' ? [effect.name] : [];
  });

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

  it('is of messages, notes and metrics those that it names, and of all else what it says', () => {
    const seqs = (watches: Watched): number[] => {
      const seen: number[] = [];
      const step = (_state: null, event: TraceEvent) => void seen.push(event.seq);
      runInline(setup({ properties: [{ ...base, id: 'sees', kind: 'always', watches, step }] }));
      return seen;
    };
    const { trace } = runInline(setup());
    const where = (wanted: (event: TraceEvent) => boolean) => trace.filter(wanted).map(({ seq }) => seq);
    const pongs = where((event) => namesIn(event).includes('Pong'));
    expect(pongs.length).toBeGreaterThan(10);
    expect(seqs({ effects: ['send', 'note'], names: ['Pong'] })).toEqual(pongs);
    const pingsOrEnds = where(
      (event) => namesIn(event).includes('Ping') || event.effects.some(({ kind }) => kind === 'end'),
    );
    expect(seqs({ effects: ['send', 'end'], names: ['Ping'] })).toEqual(pingsOrEnds);
    expect(seqs({ events: ['late'], effects: ['note'], names: [] })).toEqual(where(({ kind }) => kind === 'late'));
    const names = [...Array.from({ length: 40 }, (_, index) => `nobody ${index}`), 'saved', 'sent'];
    const savedOrSent = where((event) => namesIn(event).some((name) => names.includes(name)));
    const seen = new Set(seqs({ effects: ['send', 'note', 'metric'], names }));
    expect(savedOrSent.filter((seq) => !seen.has(seq))).toEqual([]);
  });

  it('does not change the order of verdicts that fall together', () => {
    const breaks = (id: string, watches?: Watched): Property => ({
      ...base,
      id,
      kind: 'always',
      ...(watches && { watches }),
      step: (_state, event) => (namesIn(event).includes('Ping') ? 'broken' : undefined),
    });
    const named = { effects: ['send'], names: ['Ping'] } as const;
    const properties = [breaks('a', named), breaks('b', { effects: ['begin'] }), breaks('c', named), breaks('d')];
    const { trace } = runInline(setup({ properties }));
    const verdicts = trace.flatMap(({ effects }) => effects.filter((effect) => effect.kind === 'verdict'));
    expect(verdicts.map(({ property }) => property)).toEqual(['a', 'b', 'c', 'd']);
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

it('finds no state where a node is down, and a state where it is up', () => {
  const seen = { down: new Set<unknown>(), up: new Set<string>() };
  const looks: Property = {
    ...base,
    id: 'looks',
    kind: 'always',
    step: (_state, _event, world) => {
      if (world.status('n2') === 'down') seen.down.add(world.state('n2'));
      else seen.up.add(typeof world.state('n2'));
      return undefined;
    },
  };
  const actions = [{ kind: 'crash', node: 'n2', atUs: ms(100), forUs: ms(200) } as const];
  runInline(setup({ properties: [looks], actions }));
  expect([[...seen.down], [...seen.up]]).toEqual([[undefined], ['object']]);
});

describe('what does not apply', () => {
  const votes = (world: World): boolean => world.settings['vote'] === true;
  /** Broken by the first event that it is shown. */
  const strict = (id: string, rest: Partial<Property>): Property<{ seen: number }> => ({
    ...base,
    id,
    kind: 'always',
    init: () => ({ seen: 0 }),
    step: (state) => (++state.seen > 0 ? 'broken' : undefined),
    ...rest,
  });
  const properties = [
    strict('anywhere', {}),
    strict('voted', { applies: votes }),
    strict('worded', { applies: (world) => votes(world) || 'Nobody votes here.' }),
    strict('with-pattern', { appliesOff: false }),
    strict('owed', { kind: 'eventually', step: () => ({ dueUs: 0, detail: 'late' }), applies: () => false }),
  ];
  const set = (value: boolean) => ({ id: 'a1', atUs: ms(50), kind: 'set', setting: 'vote', value }) as const;
  const judged = (options: { vote: boolean; on?: boolean; actions?: readonly ReturnType<typeof set>[] }) => {
    const { vote, on = true, actions = [] } = options;
    return { ...setup({ properties, actions }), settings: { vote }, on };
  };
  const states = (of: Parameters<typeof judged>[0]) =>
    runInline(judged(of)).properties.map(({ id, status, detail }) =>
      status === 'unjudged' ? `${id} unjudged: ${detail}` : `${id} ${status}`,
    );
  const none = 'unjudged: These settings do not promise it.';

  it('is shown nothing, has no verdict, and says why', () => {
    expect(states({ vote: true })).toEqual([
      'anywhere violated',
      'voted violated',
      'worded violated',
      'with-pattern violated',
      `owed ${none}`,
    ]);
    expect(states({ vote: false, on: false })).toEqual([
      'anywhere violated',
      `voted ${none}`,
      'worded unjudged: Nobody votes here.',
      'with-pattern unjudged: Only the pattern promises it, and the pattern is off.',
      `owed ${none}`,
    ]);
  });

  it('is settled by the settings at the start, whatever is turned on the way', () => {
    expect(states({ vote: false, actions: [set(true)] })).toEqual(states({ vote: false }));
    expect(states({ vote: true, actions: [set(false)] })).toEqual(states({ vote: true }));
  });

  it('stays so after going back to any checkpoint', () => {
    const run = new InlineRun(judged({ vote: false, actions: [set(true)] }));
    const start = run.checkpoint();
    while (run.step());
    const before = run.kernel.properties();
    const end = run.checkpoint();
    run.restore(start);
    const statuses = run.kernel.properties().map(({ status }) => status);
    expect(statuses).toEqual(['holds', 'unjudged', 'unjudged', 'holds', 'unjudged']);
    run.restore(end);
    expect(run.kernel.properties()).toEqual(before);
  });
});

describe('what a property could not decide', () => {
  const doubtful = (after: number, step: (seen: number) => string | undefined): Property<{ seen: number }> => ({
    ...base,
    id: 'doubtful',
    kind: 'always',
    init: () => ({ seen: 0 }),
    step: (state) => step(++state.seen),
    doubt: ({ seen }) => (seen > after ? `Unknown since event ${after}.` : undefined),
  });
  const result = (after: number, step: (seen: number) => string | undefined) =>
    runInline(setup({ properties: [doubtful(after, step)] })).properties[0]!;

  it('is no promise kept, and no excuse for one broken', () => {
    expect(result(Infinity, () => undefined)).toMatchObject({ status: 'holds' });
    expect(result(10, () => undefined)).toMatchObject({ status: 'unjudged', detail: 'Unknown since event 10.' });
    expect(result(10, (seen) => (seen === 20 ? 'broken' : undefined))).toMatchObject({ status: 'violated' });
  });
});
