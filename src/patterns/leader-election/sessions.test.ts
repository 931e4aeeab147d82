import { describe, expect, it } from 'vitest';
import { runInline } from '../../kernel/inline.ts';
import { ms, seconds } from '../../kernel/time.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { notes, written } from './figures.ts';
import pattern from './index.ts';
import type { ClientCommand } from './programs/client-command.ts';
import { openSession } from './programs/client-session.ts';
import { applyToStore, copyOf, type Applied } from './programs/key-value-store.ts';
import { emptyStore, NO_SESSION, type Store } from './programs/raft-state.ts';
import type { Applies } from './raft-properties.ts';
import { bench, request, type Bench } from './testing-raft.ts';

describe('the store', () => {
  const withSession = (): Store => ({ ...emptyStore(), sessions: { 1: openSession('client-1', seconds(60), 0) } });
  const write = (serial: number, value: number, floor = 1): ClientCommand => ({
    f: 'write',
    key: 'stock',
    value,
    from: null,
    client: 'client-1',
    session: 1,
    serial,
    floor,
  });
  const apply = (store: Store, command: ClientCommand): Applied =>
    applyToStore(store, command, store.sessions[command.session]);

  it('does a write once, however often it comes', () => {
    const store = withSession();
    expect(apply(store, write(1, 10)).effect).toBe('done');
    expect(apply(store, write(2, 20)).effect).toBe('done');
    expect(apply(store, write(1, 10))).toEqual({ answer: true, effect: 'again' });
    expect(store.values['stock']).toBe(20);
  });

  it('forgets answers below the floor, and does nothing for who comes later than that', () => {
    const store = withSession();
    apply(store, write(1, 10));
    apply(store, write(2, 20, 2));
    expect(Object.keys(store.sessions['1']!.done)).toEqual(['2']);
    expect(apply(store, write(1, 99))).toEqual({ answer: null, effect: 'again' });
    expect(store.values['stock']).toBe(20);
  });

  it('swaps only what is as expected, and where no session is needed does all again', () => {
    const store = withSession();
    const swap: ClientCommand = { ...write(1, 5), f: 'cas', from: 7 };
    expect(apply(store, swap).answer).toBe(false);
    expect(apply(store, { ...swap, serial: 2, from: null }).answer).toBe(true);
    expect(apply(store, write(3, 8, NO_SESSION)).effect).toBe('done');
    expect(apply(store, write(3, 9, NO_SESSION)).effect).toBe('done');
    const copy = copyOf(store);
    apply(store, write(4, 1));
    expect(copy.values['stock']).toBe(9);
    expect(Object.keys(copy.sessions['1']!.done)).toEqual(['1', '2']);
  });

  it('does nothing in a session that it does not know', () => {
    const store = emptyStore();
    expect(apply(store, write(1, 10))).toEqual({ answer: null, effect: 'over' });
    expect(store).toEqual(emptyStore());
  });
});

describe('a session', () => {
  const leading = (): Bench => {
    const each = bench(3, { term: 1, terms: [] }, { 'raft.sessionMs': 2_000 });
    each.timeOut();
    each.receive('n2', { type: 'Vote', term: 2, granted: true, pre: false });
    return each;
  };
  const write = (session: number, serial: number) => request('write', serial, session);
  /** Committed with the help of replica 2. Answers what the client is told. */
  const committed = (each: Bench, message: Parameters<Bench['receive']>[1]) => {
    each.receive('client-1', message);
    const index = each.state.log.entries.length;
    return each.receive('n2', { type: 'Appended', term: 2, ok: true, index }).find(({ to }) => to === 'client-1')
      ?.message;
  };

  it('is numbered by the entry that opens it, and ends when nothing was written in it for too long', () => {
    const each = leading();
    expect(committed(each, { type: 'RegisterClient' })).toEqual({ type: 'Registered', session: 1 });
    each.pass(seconds(2));
    expect(committed(each, write(1, 1))).toEqual({ type: 'ClientReply', value: true });
    each.pass(ms(1_999));
    // The same write again counts: its client is there.
    expect(committed(each, write(1, 1))).toEqual({ type: 'ClientReply', value: true });
    each.pass(ms(2_001));
    expect(committed(each, write(1, 1))).toEqual({ type: 'SessionExpired' });
    expect(each.state.store.values).toEqual({ stock: 1 });
    // What the scene begins with is agreed on elsewhere: a minute.
    expect(Object.keys(each.state.store.sessions)).toEqual(['-1']);
  });

  it('is as old at a follower, whose own clock nobody asks', () => {
    const each = leading();
    committed(each, { type: 'RegisterClient' });
    const entries = [...each.state.log.entries];
    const follower = bench(3, { term: 1, terms: [] });
    follower.pass(seconds(500));
    follower.receive('n2', { type: 'AppendEntries', term: 2, prevIndex: 0, prevTerm: 0, entries, commit: 1 });
    expect(follower.state.store).toEqual(each.state.store);
  });

  it('gets no older while nobody leads: the next leader goes on where the log ends', () => {
    const each = bench(3, { term: 0, terms: [] }, { 'raft.noop': true });
    const old = { index: 1, term: 1, timeUs: seconds(9), command: { f: 'noop' } } as const;
    each.receive('n2', { type: 'AppendEntries', term: 1, prevIndex: 0, prevTerm: 0, entries: [old], commit: 0 });
    each.pass(seconds(500));
    each.timeOut();
    each.receive('n3', { type: 'Vote', term: 2, granted: true, pre: false });
    each.pass(ms(5));
    each.receive('client-1', write(-1, 1));
    expect(each.state.log.entries.map(({ timeUs }) => timeUs)).toEqual([seconds(9), seconds(9), seconds(9) + ms(5)]);
  });
});

describe('a client', () => {
  it('that starts again uses no serial twice: what it is told to be done is done', () => {
    const scenario = scenarioOf(pattern, 'kill', true);
    const { trace } = runInline(
      setupOf(pattern, {
        ...scenario,
        actions: [{ kind: 'crash', node: 'client-2', atUs: seconds(2), forUs: seconds(1) }],
      }),
    );
    // Whatever a session takes for done already is not done, and its client is told that it is.
    const idle = trace.flatMap(({ effects }) =>
      effects.flatMap((effect) =>
        effect.kind === 'note' && effect.rule === 'applies' ? ((effect.data as unknown as Applies).again ?? []) : [],
      ),
    );
    expect(idle).toEqual([]);
    expect(notes(trace, 'opens a session').map(({ node }) => node)).toEqual(['client-2']);
    expect(written(trace, seconds(3), seconds(15)).second).toBeGreaterThan(10);
  });
});
