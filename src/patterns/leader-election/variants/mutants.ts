import type { Call } from '../../../kernel/program.ts';
import type { Mutant } from '../../../pattern-kit/pattern.ts';
import { bully } from '../programs/bully.ts';
import { hearFrom, type Elected, type Node } from '../programs/elected.ts';
import { leaseReplicaWith } from '../programs/lease-replica.ts';
import * as lease from '../programs/lease-rules.ts';
import { lockServiceWith } from '../programs/lock-service.ts';
import { paxosWith } from '../programs/paxos.ts';
import { passOn, ring } from '../programs/ring.ts';
import { storageWith } from '../programs/storage.ts';
import type { Alive, RingElection } from './messages.ts';

function swallowsItself(node: Node, state: Elected, message: RingElection, call: Call): void {
  if (message.id !== node.id) return ring.on!.RingElection!(node, state, message, call);
  node.reply(call, { type: 'RingAck' });
  node.note('own id swallowed', 'it is not larger than its own');
}

function letsPass(node: Node, state: Elected, message: RingElection, call: Call): void {
  const outranks = message.id !== node.id && message.id < node.id;
  if (!outranks) return ring.on!.RingElection!(node, state, message, call);
  node.reply(call, { type: 'RingAck' });
  passOn(node, state, { ...message, hops: message.hops + 1 });
}

/** As in the paper, which knows no partitions: only the own leader is listened to. */
function ignoresOthers(node: Node, state: Elected, _message: Alive, { from }: Call): void {
  if (state.phase === 'follower' && from === state.leader) hearFrom(node, state);
}

export const variantMutants: readonly Mutant[] = [
  {
    id: 'swap-without-compare',
    title: 'The lock service does not compare',
    explain:
      'It takes every record, whatever version it was made from. Two candidates that saw the same record both get the lease.',
    breaks: 'one-holder-a-number',
    preset: 'lease-pause',
    programs: { lockService: lockServiceWith(() => true) },
  },
  {
    id: 'trusts-remote-time',
    title: 'Compares the holder’s clock with its own',
    explain:
      'A candidate reads the renewal time in the record instead of watching when the record changes. A clock that is ahead takes the lease from a living holder.',
    breaks: 'stops-in-time',
    preset: 'lease-drift',
    programs: {
      leaseReplica: leaseReplicaWith({
        tryAcquireOrRenew(elector, stored, at, leaseUs) {
          if (stored !== null && stored.renewedUs + leaseUs <= at.wallUs)
            return lease.tryAcquireOrRenew(elector, { ...stored, holder: '' }, at, leaseUs);
          return lease.tryAcquireOrRenew(elector, stored, at, leaseUs);
        },
      }),
    },
  },
  {
    id: 'ignores-renew-deadline',
    title: 'Goes on after the renew deadline',
    explain:
      'A holder that cannot renew goes on trying, and leads meanwhile. Others take the lease, and there are two.',
    breaks: 'stops-in-time',
    preset: 'lease-drift',
    programs: { leaseReplica: leaseReplicaWith({ stopsAtDeadline: false }) },
  },
  {
    id: 'accepts-stale-token',
    title: 'Does not compare tokens',
    explain: 'Storage has the tokens and does not compare them: a holder that slept writes over its successor.',
    breaks: 'tokens-monotone',
    preset: 'lease-drift',
    programs: { storage: storageWith(() => false) },
  },
  {
    id: 'accepts-below-promise',
    title: 'Accepts below its promise',
    explain:
      'An acceptor takes whatever comes, though it has promised a higher ballot. A proposer that was overtaken decides all the same.',
    breaks: 'promise-kept',
    preset: 'paxos-duel',
    programs: {
      paxos: paxosWith({
        accept(acceptor, ballot, value) {
          Object.assign(acceptor, { ballot, value, promised: ballot });
          return true;
        },
      }),
    },
  },
  {
    id: 'forgets-promise',
    title: 'Forgets its promises when it restarts',
    explain:
      'What an acceptor promised and accepted is on its disk, but it does not read it. After a restart it helps an old ballot to win.',
    breaks: 'promise-kept',
    preset: 'paxos-duel',
    programs: { paxos: paxosWith({ recall: () => ({}) }) },
  },
  {
    id: 'ignores-accepted-value',
    title: 'Proposes itself, whatever was accepted',
    explain:
      'A proposer is told what acceptors have accepted, and proposes itself all the same. Two values are chosen for one reign.',
    breaks: 'one-chosen',
    preset: 'paxos-duel',
    programs: { paxos: paxosWith({ valueToPropose: (_promises, own) => own }) },
  },
  {
    id: 'answers-before-storage',
    title: 'Answers before the storage does',
    explain:
      'A leader tells its client that the write is done, and hands it to the storage afterwards. One that crashes in between, or is refused, has lost a write that was acknowledged.',
    breaks: 'acknowledged-kept',
    preset: 'paxos-reigns',
    programs: { paxos: paxosWith({ front: { waitsForStorage: false } }) },
  },
  {
    id: 'declares-anyway',
    title: 'Bully: does not listen to those above',
    explain: 'A candidate overhears the OK of a higher one and declares itself when its wait is over.',
    breaks: 'bully-yields',
    preset: 'bully-partition',
    programs: { bully: { ...bully, on: { ...bully.on, Ok: () => undefined } } },
  },
  {
    id: 'lets-smaller-pass',
    title: 'Ring: lets every id pass',
    explain:
      'A replica hands on whatever id comes, without comparing it with its own. Each comes back to its owner, and all of them win.',
    breaks: 'ring-largest',
    preset: 'ring-order',
    programs: { ring: { ...ring, on: { ...ring.on, RingElection: letsPass } } },
  },
  {
    id: 'leaders-ignore-each-other',
    title: 'Bully: leaders do not look at each other',
    explain:
      'As the paper has it: a leader steps down for an election, and for nothing else. After a cut both sides keep their leader for good.',
    breaks: 'leads-again',
    preset: 'bully-partition',
    programs: { bully: { ...bully, on: { ...bully.on, Alive: ignoresOthers } } },
  },
  {
    id: 'swallows-itself',
    title: 'Ring: does not know its own id',
    explain:
      'A candidate does not take its own id for its victory when it comes back. Everybody waits, and nobody ever wins.',
    breaks: 'leads-again',
    preset: 'ring-order',
    programs: { ring: { ...ring, on: { ...ring.on, RingElection: swallowsItself } } },
  },
];
