import type { Mutant } from '../../pattern-kit/pattern.ts';
import { decide, evolve } from './programs/account.ts';
import { judgeAppend, tailOf } from '../../pattern-kit/append-rules.ts';
import { auditor, auditorWith } from './programs/auditor.ts';
import { project } from './programs/balance-view.ts';
import { clearingWith, nextStep, PARTS as CLEARING } from './programs/clearing.ts';
import { deskWith, PARTS, type Parts } from './programs/desk.ts';
import { BY_THE_BOOK, eventStoreWith } from './programs/event-store.ts';
import { FEES } from './programs/events.ts';
import { fraudWith } from './programs/fraud.ts';
import { idOf, positionOf } from './programs/line.ts';
import { projector, projectorWith } from './programs/projector.ts';
import { tellers } from './programs/tellers.ts';
import { readerWith, UPCASTERS } from './programs/upcasters.ts';

/** The true desk with some of its parts replaced. */
const deskBut = (changed: Partial<Parts>) => ({ desk: deskWith({ ...PARTS, ...changed }) });

export const mutants: readonly Mutant[] = [
  {
    id: 'snapshot-off-by-one',
    title: 'Snapshot off by one',
    explain: 'A snapshot is taken for one version more than it is: one event is never folded.',
    breaks: 'state-is-fold',
    preset: 'crash',
    programs: deskBut({ resume: (account) => ({ ...account, version: account.version + 1 }) }),
  },
  {
    id: 'ids-after-version',
    title: 'Looks at the version before the ids',
    explain: 'A repeated append no longer fits the version, and is refused before anybody sees that it is stored.',
    breaks: 'known-append',
    preset: 'lost-reply',
    programs: {
      eventStore: eventStoreWith({
        ...BY_THE_BOOK,
        judge(stream, { expected, events }) {
          if (typeof expected === 'number' && expected !== tailOf(stream))
            return { kind: 'wrong', current: tailOf(stream) };
          return judgeAppend(stream, expected, events.map(idOf));
        },
      }),
    },
  },
  {
    id: 'no-version',
    title: 'Takes every append',
    explain: 'The expected version is compared with nothing: two withdrawals decided at once both go in.',
    breaks: 'no-overdraft',
    preset: 'race',
    programs: { eventStore: eventStoreWith({ ...BY_THE_BOOK, judge: () => ({ kind: 'append' }) }) },
  },
  {
    id: 'answers-early',
    title: 'Answers before the disk does',
    explain:
      'The store says “stored” while the write is on its way. After a power failure others have read what is no more.',
    breaks: 'append-only',
    preset: 'lost-reply',
    programs: { eventStore: eventStoreWith({ ...BY_THE_BOOK, eager: true }) },
  },
  {
    id: 'expiry-keeps-hold',
    title: 'Expiry releases nothing',
    explain: 'A payment expires, and its amount stays held for ever.',
    breaks: 'state-is-fold',
    preset: 'reconcile',
    programs: deskBut({
      evolve(account, event) {
        const { held } = account;
        evolve(account, event);
        if (event.type === 'PaymentExpired') account.held = held;
      },
    }),
  },
  {
    id: 'funds-before-ids',
    title: 'Looks at the funds before the id',
    explain:
      'A withdrawal went through, its answer was lost. Asked again, the desk finds too little money, because it was paid out, and says no.',
    breaks: 'known-command',
    preset: 'lost-reply',
    programs: deskBut({
      decide(account, command, rules, nowUs) {
        const blind = decide(account, command, { ...rules, commandIds: false }, nowUs);
        return blind.kind === 'rejected' ? blind : decide(account, command, rules, nowUs);
      },
    }),
  },
  {
    id: 'silence-is-refusal',
    title: 'Takes silence for a refusal',
    explain: 'Who hears nothing in time is told that it failed. It may have been done, or will be.',
    breaks: 'refused-not-done',
    preset: 'lost-reply',
    programs: {
      tellers: {
        ...tellers,
        replies: {
          answered(node, state, reply, op: string) {
            const refused = { type: 'CommandResult', id: op, status: 'rejected', reason: 'no answer' } as const;
            tellers.replies!['answered']!(node, state, reply.type === 'timeout' ? refused : reply, op);
          },
        },
      },
    },
  },
  {
    id: 'forgets-commands',
    title: 'Does not remember commands',
    explain: 'Event ids alone do not help: the second desk expects the new tail, where a repeated id is appended.',
    breaks: 'one-effect',
    preset: 'lost-reply',
    programs: deskBut({
      decide: (account, command, rules, nowUs) => decide(account, command, { ...rules, commandIds: false }, nowUs),
    }),
  },
  {
    id: 'one-sided-fee',
    title: 'A fee with one side',
    explain: 'The fee is taken from the customer and given to nobody.',
    breaks: 'balanced',
    preset: 'crash',
    programs: deskBut({
      decide(...given) {
        const decision = decide(...given);
        if (decision.kind !== 'accepted') return decision;
        const events = decision.events.map((facts) => ({
          ...facts,
          credits: facts.credits.filter((leg) => leg.account !== FEES),
        }));
        return { kind: 'accepted', events };
      },
    }),
  },
  {
    id: 'upcasters-swapped',
    title: 'Upcasters in the wrong order',
    explain: 'Events of schema 2 go through the step that makes cents of euros, and have no euros.',
    breaks: 'state-is-fold',
    preset: 'schema',
    programs: deskBut({ upcast: readerWith(UPCASTERS.toReversed()) }),
  },
  {
    id: 'rate-of-the-day',
    title: 'A clock in the fold',
    explain: 'The projector gives a discount that depends on when it folds. Folded again, it comes to something else.',
    breaks: 'replays-agree',
    preset: 'rebuild',
    programs: {
      projector: projectorWith((view, event, nowUs) => {
        project(view, event);
        if (event.type === 'Withdrawn')
          view.cents[FEES] = (view.cents[FEES] ?? 0) - (Math.floor(nowUs / 1_000_000) % 7);
      }),
    },
  },
  {
    id: 'never-expires',
    title: 'Waits for the bank for ever',
    explain: 'Clearing asks the other bank again and again, and lets nothing expire.',
    breaks: 'settles',
    preset: 'reconcile',
    programs: {
      clearing: clearingWith({
        ...CLEARING,
        next(item, nowUs) {
          const step = nextStep(item, nowUs);
          return step === 'expire' ? 'ask' : step;
        },
      }),
    },
  },
  {
    id: 'audits-new-only',
    title: 'Audits only what is new',
    explain: 'What the last audit has read is never looked at again.',
    breaks: 'tamper-found',
    preset: 'tamper',
    programs: {
      auditor: auditorWith((first, { entries }) => Math.max(first, (entries.at(-1)?.position ?? first) - 10)),
    },
  },
  {
    id: 'goes-on-after-a-gap',
    title: 'Goes on after a gap',
    explain:
      'The auditor takes whatever appears. After a lost connection it is live again at once, and what appeared meanwhile is in no note.',
    breaks: 'hears-of-all',
    preset: 'tamper',
    programs: {
      auditor: {
        ...auditor,
        on: {
          ...auditor.on,
          EventAppeared(node, state, message, call) {
            state.feed.next = Math.max(state.feed.next, positionOf(message.events));
            auditor.on!['EventAppeared']!(node, state, message, call);
          },
        },
      },
    },
  },
  {
    id: 'suspects-by-own-clock',
    title: 'A rule with a clock of its own',
    explain:
      'The fraud rule takes the time at which it reads. Read from the beginning, all of the past happens at once.',
    breaks: 'true-alerts',
    preset: 'fraud',
    programs: { fraud: fraudWith((_event, nowUs) => nowUs) },
  },
  {
    id: 'carries-no-holds',
    title: 'Closes the books without what is held',
    explain: 'Only the balance is carried forward. What was pending is free, for all who read from there on.',
    breaks: 'state-is-fold',
    preset: 'closing',
    programs: deskBut({
      decide(account, command, rules, nowUs) {
        const balanceOnly = { ...account, held: 0, pending: {} };
        return decide(command.kind === 'closeBooks' ? balanceOnly : account, command, rules, nowUs);
      },
    }),
  },
  {
    id: 'reopens',
    title: 'Does not know that it is closed',
    explain: 'The desk folds an old release of the account, in which nothing ever ends.',
    breaks: 'closed-stays-closed',
    preset: 'closing',
    programs: deskBut({
      evolve(account, event) {
        evolve(account, event);
        if (account.status === 'closed') account.status = 'open';
      },
    }),
  },
  {
    id: 'deletes-for-now',
    title: 'A tombstone that is a deletion',
    explain:
      'The store knows one way to delete, after which a stream may begin again. Money that was on its way arrives in a stream that was to end.',
    breaks: 'tombstone-is-last',
    preset: 'tombstone',
    programs: { eventStore: eventStoreWith({ ...BY_THE_BOOK, forever: false }) },
  },
  {
    id: 'hopes-for-a-return',
    title: 'Waits for an account that is no more',
    explain:
      'Clearing asks again and again to credit an account whose stream was deleted. The money stays in transit: it neither arrives nor goes back.',
    breaks: 'transit-ends',
    preset: 'tombstone',
    programs: { clearing: clearingWith({ ...CLEARING, ends: [] }) },
  },
  {
    id: 'pays-the-second-life',
    title: 'Takes a new account for the old one',
    explain:
      'A desk credits whoever has the name now. A transfer that was delayed, and given back meanwhile, arrives in the account that was opened later.',
    breaks: 'transfer-ends-once',
    preset: 'tombstone',
    programs: deskBut({
      decide: (account, command, rules, nowUs) => decide({ ...account, opened: -1 }, command, rules, nowUs),
    }),
  },
  {
    id: 'backward-leaves-out',
    title: 'Backward, it begins one too early',
    explain: 'From the end is taken for the version before the last: the newest entry is never shown.',
    breaks: 'reads-backward',
    preset: 'replay',
    programs: {
      eventStore: eventStoreWith({
        ...BY_THE_BOOK,
        backward(node, state, stream, from, count) {
          const page = BY_THE_BOOK.backward(node, state, stream, from, count);
          return from < 0 ? BY_THE_BOOK.backward(node, state, stream, page.head - 2, count) : page;
        },
      }),
    },
  },
  {
    id: 'acts-while-replaying',
    title: 'Acts while it replays',
    explain:
      'After a crash clearing reads all events again, and pays what was paid long ago, because it has not come to the event that says so.',
    breaks: 'replay-is-silent',
    preset: 'reconcile',
    programs: { clearing: clearingWith({ ...CLEARING, mayAct: ({ folding }) => folding === 0 }) },
  },
  {
    id: 'gives-back-too-soon',
    title: 'Gives back what a desk did not answer',
    explain:
      'Clearing hears nothing of the other half of a transfer and sends the money back. It may have arrived: then it is there twice.',
    breaks: 'transfer-ends-once',
    preset: 'tombstone',
    programs: {
      clearing: clearingWith({
        ...CLEARING,
        next: (item, nowUs) => (item.kind === 'transfer' && item.tries > 0 ? 'giveBack' : nextStep(item, nowUs)),
      }),
    },
  },
  {
    id: 'keeps-the-name',
    title: 'The view keeps its copy',
    explain: 'The key is thrown away, the log is unreadable, and the name is still in a view that was made before.',
    breaks: 'forgotten',
    preset: 'forget',
    programs: {
      projector: {
        ...projector,
        on: {
          ...projector.on,
          KeyGone(node, state, message, call) {
            const names = { ...state.names };
            projector.on!['KeyGone']!(node, state, message, call);
            state.names = names;
          },
        },
      },
    },
  },
];
