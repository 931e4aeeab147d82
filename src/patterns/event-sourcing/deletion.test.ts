import { describe, expect, it } from 'vitest';
import { decide, emptyAccount, evolve } from './programs/account.ts';
import { judgeAppend, type Expected, type Fate, type StreamIds } from '../../pattern-kit/append-rules.ts';
import { Book, command, RULES } from './testing-book.ts';

/** EventStoreDB, "Deleting streams and events": for each fate of a stream at version 2, what an append gets. */
const FATES: readonly (readonly [Fate, Expected, string])[] = [
  ['there', 'noStream', 'wrong'],
  ['there', 'streamExists', 'append'],
  ['there', 'any', 'append'],
  ['there', 2, 'append'],
  ['there', 1, 'wrong'],
  ['deleted', 'noStream', 'append'],
  ['deleted', 'streamExists', 'wrong'],
  ['deleted', 'any', 'append'],
  ['deleted', 2, 'append'],
  ['deleted', 1, 'wrong'],
  ['tombstoned', 'noStream', 'gone'],
  ['tombstoned', 'streamExists', 'gone'],
  ['tombstoned', 'any', 'gone'],
  ['tombstoned', 2, 'gone'],
  ['tombstoned', 1, 'gone'],
];

describe('a stream that was deleted', () => {
  it.each(FATES)('%s, expected %s: %s', (fate, expected, verdict) => {
    expect(judgeAppend({ base: 0, ids: ['a', 'b', 'c'], fate }, expected, ['d']).kind).toBe(verdict);
  });

  it('after a tombstone not even what is stored is recognised', () => {
    const stream: StreamIds = { base: 0, ids: ['a', 'b', 'c'], fate: 'tombstoned' };
    expect(judgeAppend(stream, 1, ['c']).kind).toBe('gone');
    expect(judgeAppend({ ...stream, fate: 'deleted' }, 1, ['c'])).toEqual({ kind: 'idempotent', version: 2 });
  });

  it('only what is closed and empty is deleted, and opened again it remembers its commands', () => {
    const book = new Book(10_000);
    const bury = (id: string) => command(id, 'deleteStream', { cents: 0 });
    expect(book.do(bury('d'))).toBe('account_open');
    expect(book.do(command('open', 'open', { cents: 0 }))).toBe('account_exists');
    expect(book.do(command('w', 'withdraw', { cents: 2_000 }))).toBe('ok');
    expect(book.do(command('c', 'closeAccount', { cents: 0 }))).toBe('ok');
    expect(book.do(command('late', 'receive', { cents: 500, ref: 'x' }))).toBe('ok');
    expect(book.do(bury('d'))).toBe('account_not_empty');
    const other = new Book(0);
    expect(other.do(command('first', 'deposit', { cents: 700 }))).toBe('ok');
    expect(other.do(command('c', 'closeAccount', { cents: 0 }))).toBe('ok');
    expect(other.do(bury('d'))).toBe('ok');
    expect(other.do(command('w', 'withdraw', { cents: 100 }))).toBe('account_not_found');
    // Whoever has not seen what was before reads from the deletion on.
    const reader = emptyAccount();
    evolve(reader, other.events.at(-1)!);
    expect([reader.status, reader.version, reader.cents]).toEqual(['none', other.events.length - 1, 0]);
    expect(decide(reader, command('first', 'deposit', { cents: 700 }), RULES, 0)).toEqual({ kind: 'exists' });
    expect(decide(reader, command('o', 'open', { cents: 0 }), RULES, 0).kind).toBe('accepted');
    expect(JSON.stringify(reader)).toBe(JSON.stringify(other.account));
  });

  it('an account takes what was sent in its own life, and nothing from an earlier one', () => {
    const account = { ...emptyAccount(), status: 'open', opened: 30 } as const;
    const receive = (causeAt: number) => decide(account, command('r', 'receive', { causeAt }), RULES, 0);
    expect(receive(29)).toEqual({ kind: 'rejected', reason: 'sent_before_it_was_opened' });
    expect(receive(31).kind).toBe('accepted');
  });
});
