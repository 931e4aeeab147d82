import { createFollower } from '../../derive/follow.ts';
import { upperBound } from '../../derive/touches.ts';
import type { Seq, TraceEvent } from '../../kernel/trace.ts';

export interface FiredRule {
  readonly rule: string;
  /** How often up to the cursor, and when last. */
  readonly count: number;
  readonly lastSeq: Seq;
}

/** Which rules fired at which node: what its programs called `why` and `rule`. */
export interface RuleBook {
  sync(events: readonly TraceEvent[]): void;
  /** Rules of the node that have fired by `seq`, the latest first. */
  firedAt(node: string, seq: Seq): readonly FiredRule[];
}

export function createRuleBook(): RuleBook {
  const byNode = new Map<string, Map<string, Seq[]>>();
  const follower = createFollower({
    add(event) {
      for (const rule of rulesOf(event)) {
        const rules = byNode.get(event.node) ?? new Map<string, Seq[]>();
        byNode.set(event.node, rules);
        const seqs = rules.get(rule);
        if (seqs === undefined) rules.set(rule, [event.seq]);
        else seqs.push(event.seq);
      }
    },
    truncate(to) {
      for (const rules of byNode.values()) for (const seqs of rules.values()) seqs.length = upperBound(seqs, to - 1);
    },
  });
  return {
    sync(events) {
      follower.sync(events);
    },
    firedAt(node, seq) {
      const fired: FiredRule[] = [];
      for (const [rule, seqs] of byNode.get(node) ?? []) {
        const count = upperBound(seqs, seq);
        if (count > 0) fired.push({ rule, count, lastSeq: seqs[count - 1]! });
      }
      return fired.sort((a, b) => b.lastSeq - a.lastSeq);
    },
  };
}

/** The rules that an event fired at its node, in order, each once. */
export function rulesOf(event: TraceEvent): readonly string[] {
  const rules: string[] = [];
  for (const effect of event.effects) {
    const rule = effect.kind === 'become' ? effect.why : effect.kind === 'note' ? effect.rule : null;
    if (rule !== null && !rules.includes(rule)) rules.push(rule);
  }
  return rules;
}

const books = new WeakMap<object, RuleBook>();

/** The rule book of a trace, brought up to date. */
export function ruleBookOf(index: { readonly events: readonly TraceEvent[] }): RuleBook {
  let book = books.get(index);
  if (book === undefined) {
    book = createRuleBook();
    books.set(index, book);
  }
  book.sync(index.events);
  return book;
}
