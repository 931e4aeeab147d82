import { describe, expect, it } from 'vitest';
import { InlineRun } from '../../kernel/inline.ts';
import type { Settings } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import { scenarioOf, setupOf } from '../../pattern-kit/setup.ts';
import { balances, becameUs, ended, inSeconds, last, lowest, notes, peak, rowChanges, stored } from './figures.ts';
import pattern from './index.ts';
import { balanceAsOf, type Entry } from './programs/entries.ts';
import { firstKey, open } from './programs/seal.ts';
import { run } from './testing-runs.ts';

/** What the answers of the experiments tell the reader is what the runs show. */
const sum = (changes: readonly { readonly change: number }[]): number =>
  changes.reduce((total, { change }) => total + change, 0);

describe('Between debit and credit', () => {
  const off = run('crash', false);
  const on = run('crash', true);

  it('off: the debit is made twice, the credit once, and the row does not say so', () => {
    const ofTransfer = (account: string) =>
      rowChanges(off.trace, account).filter(({ command }) => command.split(':')[0] === 'c12');
    expect(ofTransfer('ada').map(({ change }) => change)).toEqual([-10_000, -10_000]);
    expect(ofTransfer('ben').map(({ change }) => change)).toEqual([10_000]);
    expect(50_000 + sum(rowChanges(off.trace, 'ada'))).toBe(49_100);
  });

  it('on: the money waits in transit until another desk credits it', () => {
    const [sent, received] = stored(on.trace).filter(({ ref }) => ref === 'c12');
    expect([sent!.type, sent!.stream, inSeconds(sent!.atUs)]).toEqual(['TransferSent', 'ada', '2.1 s']);
    expect([received!.type, received!.stream, inSeconds(received!.atUs)]).toEqual(['TransferReceived', 'ben', '3.3 s']);
    expect(notes(on.trace, 'desk-b', 'command exists').map(({ text }) => text.split(' ')[0])).toEqual(['c12']);
    expect(balances(on.trace)['ada']).toBe(59_100);
    expect(on.violated).toEqual([]);
  });
});

describe('Until an entry is on the disk', () => {
  it('is two ways to the store and one write, for an event as for a row', () => {
    const [event, row] = [run('crash', true), run('crash', false)].map(({ figure }) => figure('write'));
    for (const tookMs of [event!, row!]) {
      expect(tookMs).toBeGreaterThanOrEqual(2 * 8 + 4);
      expect(tookMs).toBeLessThanOrEqual(2 * 14 + 2 * 4);
    }
  });
});

describe('Two withdrawals at once', () => {
  const outcomes = (trace: ReturnType<typeof run>['trace']): string[] =>
    ended(trace, seconds(3), seconds(4))
      .filter(({ command }) => command === 'c22' || command === 'c23')
      .map(({ outcome }) => outcome)
      .sort();

  it('off: both are paid out, one of them is in the row', () => {
    const off = run('race', false);
    expect(outcomes(off.trace)).toEqual(['ok', 'ok']);
    const changes = rowChanges(off.trace, 'dan').filter(({ command }) => command === 'c22' || command === 'c23');
    expect(changes.map(({ change }) => change)).toEqual([-40_100, 0]);
    expect(outcomes(run('race', false, { 'rows.versionColumn': true }).trace)).toEqual(['fail', 'ok']);
  });

  it('on: the second one decides again, and is refused', () => {
    const on = run('race', true);
    expect(outcomes(on.trace)).toEqual(['fail', 'ok']);
    const [refused] = notes(on.trace, 'store', 'wrong expected version').filter(({ atUs }) => atUs > seconds(3));
    expect(refused!.data).toMatchObject({ stream: 'dan', stale: { name: 'version', got: 4, have: 5 } });
    expect(on.trace.length > 0 && notes(on.trace, 'store', 'wrong expected version')).toHaveLength(9);
  });

  it('any version: both go in, and Dan is overdrawn', () => {
    const any = run('race', true, { 'desk.expect': 'any' });
    expect(outcomes(any.trace)).toEqual(['ok', 'ok']);
    expect(any.violated).toContain('no-overdraft');
    expect(lowest(any.trace, 'dan')).toBe(-6_900);
  });
});

describe('A bug found on Friday', () => {
  it('on: the new view takes over after a second, and a second replay agrees', () => {
    const on = run('rebuild', true);
    const [first, second] = notes(on.trace, 'balances', 'view switched');
    expect(inSeconds(first!.atUs)).toBe('9.3 s');
    expect(first!.data.differ).toEqual(['ada', 'ben', 'cleo', 'dan', 'eva', 'shop', 'fees']);
    expect(second!.data).toMatchObject({ sameCode: true, differ: [] });
    expect(Math.round(on.figure('rebuilding') / 100)).toBe(22);
    expect(on.violated).toEqual([]);
  });

  it('off: the repaired code leaves the wrong rows as they are', () => {
    const wrong = run('rebuild', false).trace;
    const right = run('rebuild', false, { 'balances.code': 'correct' }).trace;
    const missing = ['ada', 'ben', 'cleo', 'dan', 'eva', 'finn', 'shop'].reduce(
      (total, account) => total + sum(rowChanges(wrong, account)) - sum(rowChanges(right, account)),
      0,
    );
    const old = notes(run('rebuild', true).trace, 'balances', 'view switched')[0]!.data;
    expect(missing).toBe(900);
    // The old view goes on forgetting until it is replaced.
    expect(old.next[6]).toBe(1_300);
  });
});

describe('A hundred thousand events', () => {
  const folded = (settings: Settings) => peak(run('replay', true, settings).trace, 'desk-a', 'foldedPerCommand');

  it('a replay takes its second, a snapshot saves it, a damaged one is left aside', () => {
    const on = run('replay', true);
    expect(peak(on.trace, 'desk-a', 'foldedPerCommand')).toBeGreaterThan(100_000);
    expect(on.violated).toEqual([]);
    const kept = notes(on.trace, 'snapshots', 'snapshot kept');
    expect(inSeconds(kept[0]!.atUs)).toBe('2.0 s');
    // The old backup makes the tail longer, no more.
    const between = notes(on.trace, 'desk-a', 'snapshot').length + notes(on.trace, 'desk-b', 'snapshot').length;
    expect(between).toBe(5);
    expect(Math.round(on.figure('p99') / 10) / 100).toBe(1.35);
  });

  it('without snapshots every command of the shop pays for the whole history', () => {
    const bare = run('replay', true, { 'snapshots.every': 0 });
    expect(folded({ 'snapshots.every': 0 })).toBeGreaterThan(100_000);
    expect(Math.round(bare.figure('p99') / 10) / 100).toBe(2.47);
    expect(Math.round(run('replay', false).figure('p99'))).toBe(242);
  });

  it('what came last is read backward, five events of all of them; a row has nothing to show', () => {
    const looks = (on: boolean) =>
      run('replay', on).trace.flatMap(({ node, effects, timeUs }) =>
        node !== 'tellers'
          ? []
          : effects.flatMap((effect) =>
              effect.kind === 'end' && effect.name === 'look'
                ? [{ shown: (effect.output as readonly string[]).length, tookUs: timeUs - effect.beganUs }]
                : [],
            ),
      );
    const [look] = looks(true);
    expect([look!.shown, look!.tookUs < ms(104)]).toEqual([5, true]);
    expect(notes(run('replay', true).trace, 'desk-a', 'read backward')[0]!.data.head).toBe(100_027);
    expect(looks(false).map(({ shown }) => shown)).toEqual([0]);
  });

  it('believed unchecked, a damaged snapshot decides', () => {
    expect(run('replay', true, { 'snapshots.verify': false }).violated).toContain('state-is-fold');
  });
});

describe('Yesterday’s events, today’s code', () => {
  it('on: nobody waits; off: the table is locked while it is rewritten', () => {
    const on = run('schema', true);
    expect(Math.round(on.figure('p99') / 10)).toBe(28);
    expect(on.violated).toEqual([]);
    const schemas = new Set(stored(on.trace).map(({ schema }) => schema));
    expect(schemas).toEqual(new Set([1, 2, 3]));
    const off = run('schema', false);
    expect(notes(off.trace, 'store', 'table locked')).toHaveLength(2);
    expect(Math.round(off.figure('p99') / 10)).toBe(85);
  });

  it('without upcasters the old amounts are read as nothing', () => {
    const raw = run('schema', true, { 'schema.upcasters': false });
    const refused = ended(raw.trace, 0, raw.untilUs).filter(({ reason }) => reason === 'exceeds_credits');
    expect(refused).toHaveLength(40);
    expect(raw.violated).toContain('state-is-fold');
  });
});

describe('As of then, and who changed it', () => {
  const edited = (command: string) =>
    run('tamper', true, {}, [{ kind: 'command', node: 'store', command, atUs: ms(8_500) }]);

  it('on: chain and trial balance say where; off: nothing does', () => {
    const on = run('tamper', true);
    expect(inSeconds(becameUs(on.trace, 'auditor', 'TAMPERED'))).toBe('10.1 s');
    expect(notes(on.trace, 'auditor', 'chain broken')[0]!.data).toEqual({ position: 15 });
    expect(notes(on.trace, 'auditor', 'trial balance off')[0]!.data).toEqual({ position: 15 });
    expect(last(run('tamper', false).trace, 'reconciler', 'breaks')).toBe(0);
  });

  it('who rewrites the chain as well is found by the auditor’s own notes, and by nothing else', () => {
    const { trace } = edited('rewrite');
    expect(becameUs(trace, 'auditor', 'TAMPERED')).toBeGreaterThan(0);
    expect(notes(trace, 'auditor', 'history rewritten')).toHaveLength(1);
    expect(notes(trace, 'auditor', 'chain broken')).toEqual([]);
    expect(notes(trace, 'auditor', 'trial balance off')).toEqual([]);
  });

  it('a back-dated deposit changes the balance of a past day, as known today', () => {
    const at = (untilUs: number): readonly Entry[] => {
      const simulation = new InlineRun(setupOf(pattern, scenarioOf(pattern, 'tamper', true)));
      simulation.runUntil(untilUs);
      const index = simulation.kernel.nodes.findIndex(({ id }) => id === 'auditor');
      return (simulation.state(index) as { readonly entries: readonly Entry[] }).entries;
    };
    const [then, later] = [at(seconds(6)), at(seconds(15))];
    const changed = ['ada', 'ben', 'cleo', 'dan', 'eva', 'finn'].filter(
      (account) => balanceAsOf(then, account, seconds(5)) !== balanceAsOf(later, account, seconds(5)),
    );
    expect(changed.length).toBeGreaterThan(0);
  });
});

describe('The answer that never came', () => {
  it('on: six commands exist already, and a repeated append is recognised', () => {
    const on = run('lost-reply', true);
    expect(notes(on.trace, 'desk-b', 'command exists')).toHaveLength(6);
    expect(notes(on.trace, 'store', 'idempotent append')).toHaveLength(2);
    expect(on.violated).toEqual([]);
  });

  it('off without a table of requests, and on without ids: done twice', () => {
    const twice = (commands: readonly string[]): number => commands.length - new Set(commands).size;
    const off = run('lost-reply', false).trace;
    const done = ['ada', 'ben', 'cleo', 'dan', 'eva', 'finn', 'shop'].flatMap((account) =>
      rowChanges(off, account).map(({ command }) => `${command} ${account}`),
    );
    expect(twice(done.filter((entry) => !entry.includes(':')))).toBe(7);
    const bare = run('lost-reply', true, { 'desk.commandIds': false });
    expect(twice(stored(bare.trace).flatMap(({ command }) => (command === '' ? [] : [command])))).toBe(7);
    expect(bare.violated).toContain('one-effect');
  });
});

describe('Expired here, paid there', () => {
  it('on: five breaks are found, and explained by entries in suspense', () => {
    const on = run('reconcile', true);
    expect(notes(on.trace, 'reconciler', 'break found')).toHaveLength(5);
    expect(notes(on.trace, 'reconciler', 'break closed')).toHaveLength(5);
    expect(last(on.trace, 'reconciler', 'breaks')).toBe(0);
    expect(balances(on.trace)['suspense']).toBe(-32_900);
  });

  it('off: they stay', () => {
    expect(last(run('reconcile', false).trace, 'reconciler', 'breaks')).toBe(5);
  });
});

describe('A question nobody had asked', () => {
  it('on: a rule of 9 s finds what happened at 3 s, and nobody else; off: there is nothing to ask', () => {
    const { trace, violated } = run('fraud', true);
    const [found, ...more] = notes(trace, 'fraud', 'suspicious');
    expect([found!.data.account, more.length]).toEqual(['eva', 0]);
    expect(found!.atUs - seconds(9)).toBeLessThan(ms(100));
    expect(found!.atUs).toBeGreaterThan(seconds(9));
    const at = stored(trace).find(({ position }) => position === found!.data.position)!;
    expect([at.recordedUs > seconds(3), at.recordedUs < seconds(4), found!.data.count]).toEqual([true, true, 5]);
    expect(violated).toEqual([]);
    expect(notes(run('fraud', false).trace, 'fraud', '')).toEqual([]);
  });
});

describe('The year ends', () => {
  it('a reader begins where the books were closed, and the archive still has everything', () => {
    const { trace, figure, violated } = run('closing', true);
    expect(violated).toEqual([]);
    const [archived] = notes(trace, 'store', 'archived');
    expect(inSeconds(archived!.atUs)).toBe('8.1 s');
    const closing = stored(trace).find(({ type }) => type === 'BooksClosed')!;
    const refused = notes(trace, 'desk-a', 'retry after conflict').filter(({ text }) =>
      text.startsWith(closing.command),
    );
    expect(refused).toHaveLength(2);
    const after = trace.filter(({ timeUs }) => timeUs > archived!.atUs);
    expect(peak(trace, 'desk-a', 'foldedPerCommand')).toBeGreaterThan(50_000);
    expect(Math.max(peak(after, 'desk-a', 'foldedPerCommand'), peak(after, 'desk-b', 'foldedPerCommand'))).toBe(13);
    expect(notes(trace, 'balances', 'view switched')[0]!.data).toMatchObject({ sameCode: true, differ: [] });
    expect(Math.round(figure('rebuilding') / 10)).toBe(64);
    expect(stored(trace).some(({ type, stream }) => type === 'AccountClosed' && stream === 'finn')).toBe(true);
  });
});

describe('Deleted, and deleted for ever', () => {
  const ofFinn = (trace: ReturnType<typeof run>['trace']) =>
    stored(trace)
      .filter(({ stream }) => stream === 'finn')
      .map(({ type, version, atUs }) => [type, version, inSeconds(atUs)]);

  it('on: begun again the versions go on; a tombstone takes nothing, and what was on its way goes back', () => {
    const { trace, violated } = run('tombstone', true);
    expect(violated).toEqual([]);
    const finn = ofFinn(trace);
    expect(finn.slice(finn.findIndex(([type]) => type === 'StreamDeleted'))).toEqual([
      ['StreamDeleted', 6, '4.0 s'],
      ['AccountOpened', 7, '6.1 s'],
      ['Deposited', 8, '7.5 s'],
      ['AccountClosed', 9, '9.1 s'],
      ['StreamTombstoned', 10, '10.1 s'],
    ]);
    const back = stored(trace).filter(({ type }) => type === 'TransferReturned');
    expect(
      back.map(({ stream, debits, credits, atUs }) => [
        stream,
        debits[0]!.account,
        credits[0]!.account,
        inSeconds(atUs),
      ]),
    ).toEqual([
      ['ada', 'transit', 'ada', '5.2 s'],
      ['ada', 'transit', 'ada', '10.5 s'],
      ['ada', 'transit', 'ada', '13.2 s'],
    ]);
    expect(balances(trace)['transit']).toBe(0);
    expect(notes(trace, 'store', 'refused by a tombstone').length).toBeGreaterThan(0);
    const reasons = ended(trace, seconds(4), seconds(6)).map(({ reason }) => reason);
    expect(reasons).toContain('account_not_found');
    const late = notes(trace, 'desk-a', 'command rejected').find(({ text }) => text.includes('sent before'))!;
    expect([late.text, inSeconds(late.atUs)]).toEqual([
      'c14:receive is refused: it was sent before this account was opened',
      '6.6 s',
    ]);
  });

  it('any version is no way past a tombstone', () => {
    const any = run('tombstone', true, { 'desk.expect': 'any' });
    expect(ofFinn(any.trace).at(-1)![0]).toBe('StreamTombstoned');
    expect(any.violated).not.toContain('tombstone-is-last');
  });

  it('off: both are refused at once, and the row is gone with its past', () => {
    const { trace } = run('tombstone', false);
    expect(ended(trace, seconds(10), seconds(11)).map(({ reason }) => reason)).toContain('account_closed');
    expect(ended(trace, seconds(13), seconds(14)).map(({ reason }) => reason)).toContain('account_not_found');
    expect(notes(trace, 'store', 'row deleted')).toHaveLength(2);
  });
});

describe('Nothing is deleted, and Finn wants to be forgotten', () => {
  const namesAt = (untilUs: number): Readonly<Record<string, string>> => {
    const simulation = new InlineRun(setupOf(pattern, scenarioOf(pattern, 'forget', true)));
    simulation.runUntil(untilUs);
    const index = simulation.kernel.nodes.findIndex(({ id }) => id === 'balances');
    return (simulation.state(index) as { readonly names: Readonly<Record<string, string>> }).names;
  };

  it('without its key a name is unreadable and the chain whole; cut out of the log, it breaks the chain', () => {
    expect(namesAt(seconds(4))['finn']).toBe('Finn Berger');
    const later = namesAt(seconds(14));
    expect([later['finn'], later['ada']]).toEqual([undefined, 'Ada Moreau']);
    const { trace, violated } = run('forget', true);
    expect(violated).toEqual([]);
    expect(inSeconds(becameUs(trace, 'auditor', 'TAMPERED'))).toBe('10.1 s');
    expect(notes(trace, 'auditor', 'chain broken').map(({ data }) => data.position)).toEqual([2]);
    const finn = stored(trace).find(({ type, stream }) => type === 'AccountOpened' && stream === 'finn')!;
    expect(finn.text).not.toContain('Finn');
    expect(open(finn.text, firstKey('finn'))).toBe('Finn Berger');
  });
});
