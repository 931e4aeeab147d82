import { describe, expect, it } from 'vitest';
import type { World } from '../../kernel/property.ts';
import type { TraceEvent } from '../../kernel/trace.ts';
import { handOver } from './hand-over-property.ts';
import { bench } from './testing-raft.ts';

describe('a hand-over', () => {
  const handing = () => {
    const each = bench(3, { term: 1, terms: [1] });
    each.timeOut();
    each.receive('n2', { type: 'Vote', term: 2, granted: true, pre: false });
    each.receive('n2', { type: 'Appended', term: 2, ok: true, index: 1 });
    each.command('transfer', { to: 'n3' });
    return each;
  };
  const request = {
    type: 'ClientRequest',
    f: 'write',
    key: 'stock',
    value: 1,
    session: -1,
    serial: 1,
    floor: 1,
  } as const;

  it('waits until the other has everything, and only then tells it to stand', () => {
    const each = handing();
    expect([each.state.role, each.take()]).toEqual(['transferring', []]);
    // Not by what somebody else has.
    expect(each.receive('n2', { type: 'Appended', term: 2, ok: true, index: 1 })).toEqual([]);
    const told = { to: 'n3', message: { type: 'TimeoutNow', term: 2 } };
    expect(each.receive('n3', { type: 'Appended', term: 2, ok: true, index: 1 })).toEqual([told]);
  });

  it('refuses requests and changes of members meanwhile, and names the next leader', () => {
    const each = handing();
    expect(each.receive('client-1', request)).toEqual([{ to: 'client-1', message: { type: 'NotLeader', hint: 'n3' } }]);
    each.receive('n2', { type: 'ChangeMembers', add: '', remove: 'n2' });
    expect(each.state.log.entries).toHaveLength(1);
  });

  it('is given up after an election timeout: then it takes requests again', () => {
    const each = handing();
    each.due('transfer');
    expect(each.state).toMatchObject({ role: 'leader', transferTo: '' });
    each.receive('client-1', request);
    expect(each.state.log.entries).toHaveLength(2);
  });

  it('ends with a newer term', () => {
    const each = handing();
    each.receive('n3', { type: 'RequestVote', term: 3, lastIndex: 1, lastTerm: 1, pre: false, transfer: true });
    expect(each.state).toMatchObject({ role: 'follower', transferTo: '', votedFor: 'n3' });
  });
});

describe('its property', () => {
  const told = {
    node: 'n1',
    effects: [{ kind: 'note', rule: 'tells to stand', text: '', data: { to: 'n2', term: 3, last: 5 } }],
  } as unknown as TraceEvent;
  const beside = (state: unknown): World => ({ state: () => state, lane: () => 'transferring' }) as unknown as World;

  it('looks at who is told to stand, unless that is down', () => {
    const log = { base: 2, entries: [{}] };
    expect(handOver.step(null, told, beside({ term: 3, log }))).toContain('has 3 of 5 entries');
    expect(handOver.step(null, told, beside({ term: 4, log }))).toBeUndefined();
    expect(handOver.step(null, told, beside(null))).toBeUndefined();
  });
});
