import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyAccount, evolve, type Account, type CommandKind } from './programs/account.ts';
import { judgeAppend, tailOf, type StreamIds } from '../../pattern-kit/append-rules.ts';
import { emptyView, project, projectHistory } from './programs/balance-view.ts';
import { CUSTOMERS, sum, type LedgerEvent, type Leg, type NewEvent } from './programs/events.ts';
import { firstBroken, GENESIS, linked } from './programs/hash-chain.ts';
import { evolveHistory, historyEvent, historySum } from './programs/history.ts';
import { bareAgain, bareOf, bodyOf, hashOf, NEWEST_SCHEMA, placed, type Line } from './programs/line.ts';
import { readerWith, upcast, UPCASTERS } from './programs/upcasters.ts';
import { Book, command, FACTS } from './testing-book.ts';

describe('two-phase transfers, with the results that TigerBeetle gives', () => {
  const pending = (): Book => {
    const book = new Book(10_000);
    expect(book.do(command('p', 'pay', { cents: 4_000 }))).toBe('ok');
    expect([book.account.cents, book.account.held]).toEqual([10_000, 4_000]);
    return book;
  };
  const of = (id: string, kind: CommandKind, cents = 4_000) => command(id, kind, { ref: 'p', cents });

  it('posts all, posts a part and frees the rest, voids, expires', () => {
    const posted = pending();
    expect(posted.do(of('x', 'post', 0))).toBe('ok');
    expect([posted.account.cents, posted.account.held]).toEqual([6_000, 0]);
    const partly = pending();
    expect(partly.do(of('x', 'post', 1_500))).toBe('ok');
    expect([partly.account.cents, partly.account.held]).toEqual([8_500, 0]);
    const voided = pending();
    expect(voided.do(of('x', 'void'))).toBe('ok');
    expect([voided.account.cents, voided.account.held]).toEqual([10_000, 0]);
    const expired = pending();
    expect(expired.do(of('x', 'expire'), 4_999)).toBe('not_due');
    expect(expired.do(of('x', 'expire'), 5_000)).toBe('ok');
    expect([expired.account.cents, expired.account.held]).toEqual([10_000, 0]);
  });

  it('refuses what is settled, unknown, too much or too late', () => {
    const book = pending();
    expect(book.do(of('x', 'post', 4_001))).toBe('exceeds_pending_transfer_amount');
    expect(book.do(command('y', 'post', { ref: 'q' }))).toBe('pending_transfer_not_found');
    expect(book.do(of('late', 'post'), 5_000)).toBe('pending_transfer_expired');
    expect(book.do(of('x', 'post'))).toBe('ok');
    expect(book.do(of('z', 'void'))).toBe('pending_transfer_already_posted');
    const voided = pending();
    voided.do(of('x', 'void'));
    expect(voided.do(of('z', 'post'))).toBe('pending_transfer_already_voided');
    const expired = pending();
    expired.do(of('x', 'expire'), 5_000);
    expect(expired.do(of('z', 'post'), 5_001)).toBe('pending_transfer_expired');
  });

  it('looks at the amount before what became of it, and voids a payment as a whole', () => {
    const book = pending();
    expect(book.do(of('part', 'void', 1_500))).toBe('pending_transfer_has_different_amount');
    expect(book.do(of('x', 'void', 0))).toBe('ok');
    expect(book.do(of('y', 'post', 4_001))).toBe('exceeds_pending_transfer_amount');
    expect(book.do(of('y', 'void', 1_500))).toBe('pending_transfer_has_different_amount');
    expect(book.do(of('y', 'post', 1_500))).toBe('pending_transfer_already_voided');
    // What cannot be is said of a repeated id as well.
    expect(book.do(of('x', 'void', 4_001))).toBe('exceeds_pending_transfer_amount');
    expect(book.do(of('x', 'void', 4_000))).toBe('exists');
  });

  it('only a payment in two phases has a second one', () => {
    const book = pending();
    expect(book.do(command('d', 'deposit', { cents: 500 }))).toBe('ok');
    expect(book.do(command('x', 'post', { ref: 'd', cents: 500 }))).toBe('pending_transfer_not_pending');
    expect(book.do(command('x', 'expire', { ref: 'd', cents: 500 }))).toBe('pending_transfer_not_pending');
  });

  it('a repeated id exists, before anything else is looked at', () => {
    const book = pending();
    book.do(of('x', 'post'));
    expect(book.do(of('x', 'post'), 9_000)).toBe('exists');
    expect(book.do(of('x', 'post', 3_000))).toBe('exists_with_different_amount');
    expect(book.do(command('w', 'withdraw', { cents: 5_900 }))).toBe('ok');
    expect(book.account.cents).toBe(0);
    expect(book.do(command('w', 'withdraw', { cents: 5_900 }))).toBe('exists');
    expect(book.do(command('v', 'withdraw', { cents: 1 }))).toBe('exceeds_credits');
  });

  it('what is held cannot be spent', () => {
    const book = pending();
    expect(book.do(command('w', 'withdraw', { cents: 6_000 }))).toBe('exceeds_credits');
    expect(book.do(command('w', 'withdraw', { cents: 5_900 }))).toBe('ok');
  });
});

const KINDS: readonly CommandKind[] = ['deposit', 'withdraw', 'transfer', 'receive', 'pay', 'post', 'void', 'expire'];
const commands = fc.array(
  fc.record({
    id: fc.integer({ min: 0, max: 12 }),
    kind: fc.constantFrom(...KINDS),
    cents: fc.integer({ min: 1, max: 60 }).map((euros) => euros * 100),
    ref: fc.integer({ min: 0, max: 12 }),
    nowUs: fc.integer({ min: 0, max: 12_000 }),
  }),
  { maxLength: 40 },
);

describe('whatever is asked', () => {
  it('no account goes below its limit, every entry balances, no command has two effects', () => {
    fc.assert(
      fc.property(commands, (asked) => {
        const book = new Book(5_000);
        for (const { id, kind, cents, ref, nowUs } of asked) {
          book.do(command(`c${id}`, kind, { cents, ref: `c${ref}`, other: 'ben' }), nowUs);
          expect(book.account.cents - book.account.held).toBeGreaterThanOrEqual(0);
          expect(book.account.held).toBe(sum(Object.values(book.account.pending)));
        }
        const seen = book.events.map((event) => event.command).filter((one) => one !== '');
        expect(new Set(seen).size).toBe(seen.length);
        for (const { debits, credits } of book.events) expect(sum(debits)).toBe(sum(credits));
      }),
    );
  });

  it('a fold from any snapshot on is the fold of all, and two folds are equal to the byte', () => {
    fc.assert(
      fc.property(commands, fc.nat(60), (asked, cut) => {
        const book = new Book(5_000);
        for (const { id, kind, cents, ref, nowUs } of asked)
          book.do(command(`c${id}`, kind, { cents, ref: `c${ref}`, other: 'ben' }), nowUs);
        const whole = emptyAccount();
        for (const event of book.events) evolve(whole, event);
        const snapshot = emptyAccount();
        for (const event of book.events.slice(0, cut)) evolve(snapshot, event);
        const resumed = JSON.parse(JSON.stringify(snapshot)) as Account;
        for (const event of book.events.slice(snapshot.version + 1)) evolve(resumed, event);
        expect(JSON.stringify(resumed)).toBe(JSON.stringify(whole));
        expect(JSON.stringify(book.account)).toBe(JSON.stringify(whole));
      }),
    );
  });
});

describe('append rules', () => {
  it('an append that is repeated with the same expectation never writes twice', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 3 })), (writes) => {
        const stream: StreamIds & { ids: string[] } = { base: 0, ids: [], fate: 'there' };
        for (const write of writes) {
          const ids = write.map((id, i) => `${stream.ids.length}-${id}-${i}`);
          const tail = tailOf(stream);
          const expected = tail < 0 ? 'noStream' : tail;
          expect(judgeAppend(stream, expected, ids).kind).toBe('append');
          stream.ids.push(...ids);
          expect(judgeAppend(stream, expected, ids)).toEqual({ kind: 'idempotent', version: tail + ids.length });
          expect(judgeAppend(stream, 'any', ids)).toEqual({ kind: 'idempotent', version: tail + ids.length });
          expect(judgeAppend(stream, tail + ids.length + 1, ids).kind).toBe('wrong');
        }
      }),
    );
  });
});

describe('the long history', () => {
  it('folded as a sum is what its events fold to, one by one', () => {
    const packed = { stream: 'shop', from: 0, count: 2_000 };
    const [summed, folded] = [emptyAccount(), emptyAccount()];
    const [view, projected] = [emptyView('correct'), emptyView('correct')];
    evolveHistory(summed, packed);
    projectHistory(view, packed);
    for (let i = 0; i < packed.count; i += 1) {
      evolve(folded, historyEvent(i));
      project(projected, historyEvent(i));
      expect(folded.cents).toBeGreaterThanOrEqual(0);
    }
    expect(summed).toEqual(folded);
    expect([view.cents, view.next]).toEqual([projected.cents, projected.next]);
    expect(historySum(packed)).toBe(folded.cents);
  });
});

/** As the store writes it, without its link. */
function bare(schema: number, position: number, cents: number): string {
  const event: NewEvent = {
    ...FACTS,
    id: `e${position}`,
    command: '',
    cause: '',
    actor: 'test',
    debits: [{ account: 'cash', cents }],
    credits: [{ account: 'ada', cents }],
    cents,
    validUs: 7,
  };
  return placed(position, 'ada', position, 7, bodyOf(schema, event, event));
}

describe('a line of the log', () => {
  it('reads back what was written', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'Z', '0', ':', '/', '@', '{', '"', ' '), maxLength: 8 });
    const leg = fc.record({ account: fc.constantFrom('ada', 'cash', 'fees'), cents: fc.nat() });
    const written = fc.record({
      type: fc.constantFrom('Deposited', 'TransferSent', 'PaymentPending'),
      debits: fc.array(leg, { maxLength: 3 }),
      credits: fc.array(leg, { maxLength: 3 }),
      cents: fc.integer(),
      ref: text,
      other: text,
      expiresUs: fc.nat(),
      validUs: fc.nat(),
      text,
      id: text,
      command: text,
      cause: text,
      actor: text,
    });
    fc.assert(
      fc.property(written, fc.nat(), fc.nat(), (event, position, version) => {
        const line = linked(GENESIS, placed(position, 'ada', version, 9, bodyOf(NEWEST_SCHEMA, event, event)));
        expect(upcast(line)).toMatchObject({ ...inCents(event), position, version, stream: 'ada', recordedUs: 9 });
        expect(hashOf(line)).toMatch(/^[0-9a-f]{16}$/);
        expect(`${bareAgain(upcast(line))}|${hashOf(line)}`).toBe(line);
      }),
    );
  });
});

describe('upcasters', () => {
  const facts = (read: (line: string) => LedgerEvent, schema: number) => {
    const { cents, debits, credits, validUs } = read(`${bare(schema, 0, 1_200)}|`);
    return { cents, validUs, ...inCents({ debits, credits }) };
  };

  it('every schema reads as the newest one, and the order of the steps matters', () => {
    const newest = facts(upcast, NEWEST_SCHEMA);
    expect(newest.cents).toBe(1_200);
    for (const schema of [1, 2]) expect(facts(upcast, schema)).toEqual(newest);
    expect(facts(readerWith(UPCASTERS.toReversed()), 2).cents).toBe(0);
    expect(facts(readerWith([]), 1).cents).toBe(0);
  });
});

/** Legs by account and cents alone. */
function inCents<T extends { readonly debits: readonly Leg[]; readonly credits: readonly Leg[] }>(event: T) {
  const side = (legs: readonly Leg[]) => legs.map(({ account, cents }) => expect.objectContaining({ account, cents }));
  return { ...event, debits: side(event.debits), credits: side(event.credits) };
}

describe('the hash chain', () => {
  const chain = (): Line[] => {
    const lines: Line[] = [];
    for (const [position] of CUSTOMERS.entries()) {
      const before = position === 0 ? GENESIS : hashOf(lines.at(-1)!);
      lines.push(linked(before, bare(3, position, 100 * (position + 1))));
    }
    return lines;
  };

  it('breaks at any edit, and says where', () => {
    expect(firstBroken(GENESIS, chain())).toBe(-1);
    const edits: ((line: Line) => Line)[] = [
      (line) => line.replace('|300|', '|1|'),
      (line) => line.replace('cash|ada', 'cash|ben'),
      (line) => line.replace('|test|', '|me|'),
      (line) => line.replace('|7|', '|8|'),
      (line) => `${bareOf(line)}|${GENESIS}`,
    ];
    for (const edit of edits) {
      const lines = chain();
      const edited = edit(lines[2]!);
      expect(edited).not.toBe(lines[2]);
      lines[2] = edited;
      expect(firstBroken(GENESIS, lines)).toBe(2);
    }
    expect(firstBroken(GENESIS, chain().toSpliced(3, 1))).toBe(4);
  });
});
