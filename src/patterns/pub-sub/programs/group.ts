import type { Call } from '../../../kernel/program.ts';
import type { Us } from '../../../kernel/time.ts';
import type { GroupError } from '../messages.ts';
import type { LogRecord, MemberEntry } from '../records.ts';

/** States of a group, as `GroupState` of Kafka's coordinator names them. */
export type GroupPhase = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable';

export interface Group {
  readonly name: string;
  phase: GroupPhase;
  generation: number;
  /** Member id of the one that hands out partitions. */
  leader: string;
  members: Record<string, Member>;
  /** Committed: the next offset to read, by partition. */
  offsets: Record<string, number>;
  /** When the rebalance goes on without those who have not joined. */
  deadlineUs: Us;
  /** Before that, it waits even if all have joined (group.initial.rebalance.delay.ms). */
  delayUs: Us;
}

export interface Member {
  readonly node: string;
  readonly instance: string;
  owned: readonly string[];
  partitions: readonly string[];
  /** Waits for the others to join … */
  joining: Call | null;
  /** … and for the leader's assignment. */
  syncing: Call | null;
  sessionUs: Us;
}

export const newGroup = (name: string): Group => ({
  name,
  phase: 'Empty',
  generation: 0,
  leader: '',
  members: {},
  offsets: {},
  deadlineUs: 0,
  delayUs: 0,
});

export const newMember = (node: string, instance: string, sessionUs: Us): Member => ({
  node,
  instance,
  owned: [],
  partitions: [],
  joining: null,
  syncing: null,
  sessionUs,
});

/** Whether a commit counts; a planted bug replaces it. */
export type CommitRule = (group: Group | undefined, member: string, generation: number) => GroupError;

/** `ConsumerGroup.validateOffsetCommit`: only a member may commit, and only in its generation. */
export const checkCommit: CommitRule = (group, member, generation) => {
  if (group?.members[member] === undefined) return 'UnknownMember';
  if (generation !== group.generation) return 'IllegalGeneration';
  return group.phase === 'CompletingRebalance' ? 'RebalanceInProgress' : '';
};

/** What the coordinator knows after it has read the offsets partition: the newest of everything. */
export function replay(records: readonly LogRecord[], sessionUs: Us): Record<string, Group> {
  const groups: Record<string, Group> = {};
  for (const { entry } of records) {
    if (entry === undefined || entry.kind === 'producer') continue;
    const group = (groups[entry.group] ??= newGroup(entry.group));
    if (entry.kind === 'offsets') Object.assign(group.offsets, entry.offsets);
    else {
      group.generation = entry.generation;
      group.leader = entry.leader;
      group.members = Object.fromEntries(
        Object.entries(entry.members).map(([id, member]) => [id, memberOf(member, sessionUs)]),
      );
      group.phase = Object.keys(entry.members).length > 0 ? 'Stable' : 'Empty';
    }
  }
  return groups;
}

const memberOf = ({ node, instance, partitions }: MemberEntry, sessionUs: Us): Member => ({
  ...newMember(node, instance, sessionUs),
  partitions,
  owned: partitions,
});

/** The newest epoch of a producer name; 0: never seen. */
export function producerIn(
  records: readonly LogRecord[],
  name: string,
): { readonly epoch: number; readonly after: number } {
  for (let i = records.length - 1; i >= 0; i--) {
    const { entry } = records[i]!;
    if (entry?.kind === 'producer' && entry.name === name) return entry;
  }
  return { epoch: 0, after: -1 };
}
