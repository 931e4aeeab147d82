import { describe, expect, it } from 'vitest';
import type { Settings } from '../../kernel/program.ts';
import { ms, seconds } from '../../kernel/time.ts';
import type { Msg } from './raft-messages.ts';
import { bench, request, type Bench } from './testing-raft.ts';

/** Rules of a leader, one at a time, at a replica that hears nothing but what the test says. */

const appended = (index: number): Msg => ({ type: 'Appended', term: 2, ok: true, index });

/** Leads term 2 of three, and entry 2 of its own term is committed. */
function leading(dials: Settings = {}): Bench {
  const each = bench(3, { term: 1, terms: [1] }, dials);
  each.timeOut();
  each.receive('n2', { type: 'Vote', term: 2, granted: true, pre: false });
  each.receive('n2', appended(1));
  each.receive('client-1', request('write', 1));
  each.receive('n2', appended(2));
  expect(each.state).toMatchObject({ role: 'leader', commit: 2 });
  return each;
}
const types = (sent: readonly { readonly message: Msg }[]): string[] => sent.map(({ message }) => message.type);

describe('CheckQuorum', () => {
  it('takes nobody for alive who has not answered this leader', () => {
    const each = bench(3, { term: 0, terms: [] }, { 'raft.checkQuorum': true });
    each.timeOut();
    each.receive('n2', { type: 'Vote', term: 1, granted: true, pre: false });
    each.due('quorum');
    expect(each.state.role).toBe('follower');
  });

  it('is content with a majority, itself included', () => {
    const each = bench(3, { term: 0, terms: [] }, { 'raft.checkQuorum': true });
    each.timeOut();
    each.receive('n2', { type: 'Vote', term: 1, granted: true, pre: false });
    each.receive('n3', { type: 'HeartbeatReply', term: 1, round: 0 });
    each.due('quorum');
    expect(each.state.role).toBe('leader');
    each.due('quorum');
    expect(each.state.role).toBe('follower');
  });
});

describe('ReadIndex', () => {
  it('answers when a majority has answered a round that began after the read came', () => {
    const each = leading();
    each.beat();
    expect(types(each.receive('client-1', request('read', 2)))).toEqual(['Heartbeat', 'Heartbeat']);
    expect(each.receive('n2', { type: 'HeartbeatReply', term: 2, round: 1 })).toEqual([]);
    expect(types(each.receive('n2', { type: 'HeartbeatReply', term: 2, round: 2 }))).toEqual(['ClientReply']);
  });

  it('waits for ever if nobody answers, however many rounds go by and whatever is committed meanwhile', () => {
    const each = leading();
    each.receive('client-1', request('read', 2));
    for (let round = 0; round < 50; round += 1) each.beat();
    each.receive('client-1', request('write', 3));
    // Late word of entries says nothing of who leads by now.
    expect(types(each.receive('n2', appended(3)))).toEqual(['ClientReply']);
    expect(each.state.reads).toHaveLength(1);
  });
});

describe('a server that joins', () => {
  const joining = (dials: Settings = {}): Bench => {
    const each = leading(dials);
    each.receive('n4', { type: 'ChangeMembers', add: 'n4', remove: '' });
    return each;
  };

  it('is a member when it has caught up within an election timeout', () => {
    const each = joining();
    each.pass(ms(900));
    each.receive('n4', appended(2));
    expect(each.state.voters).toEqual(['n1', 'n2', 'n3', 'n4']);
  });

  it('gets another round if it was slow, of what has come meanwhile', () => {
    const each = joining();
    each.receive('client-1', request('write', 2));
    each.pass(seconds(2));
    each.receive('n4', appended(2));
    expect(each.state.voters).toHaveLength(3);
    each.pass(ms(100));
    each.receive('n4', appended(3));
    expect(each.state.voters).toHaveLength(4);
  });

  it('is given up after ten slow rounds', () => {
    const each = joining();
    for (let serial = 2; serial < 13; serial += 1) {
      each.receive('client-1', request('write', serial));
      each.pass(seconds(2));
      each.receive('n4', appended(serial));
    }
    expect(each.state.voters).toHaveLength(3);
    expect(each.state).toMatchObject({ joining: null, role: 'leader' });
    expect(Object.keys(each.state.progress)).toEqual(['n2', 'n3']);
  });

  it('is given up if it does not answer, and another one may join', () => {
    const each = joining({ 'raft.checkQuorum': true });
    each.due('quorum');
    each.receive('n2', { type: 'HeartbeatReply', term: 2, round: 1 });
    each.due('quorum');
    expect(each.state).toMatchObject({ joining: null, role: 'leader' });
    each.receive('n5', { type: 'ChangeMembers', add: 'n5', remove: '' });
    each.receive('n5', appended(2));
    expect(each.state.voters).toEqual(['n1', 'n2', 'n3', 'n5']);
  });
});
