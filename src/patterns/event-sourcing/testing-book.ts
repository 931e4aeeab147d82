import {
  decide,
  emptyAccount,
  evolve,
  type Account,
  type CommandKind,
  type LedgerCommand,
  type Rules,
} from './programs/account.ts';
import { NO_FACTS, type Facts, type LedgerEvent, type NewEvent } from './programs/events.ts';

export const RULES: Rules = { feeCents: 100, pendingUs: 5_000, commandIds: true };

export const command = (id: string, kind: CommandKind, given: Partial<LedgerCommand> = {}): LedgerCommand => ({
  id,
  kind,
  account: 'ada',
  cents: 1_000,
  ref: '',
  other: '',
  validUs: 0,
  cause: '',
  causeAt: -1,
  actor: 'test',
  ...given,
});

export const FACTS: Facts = { type: 'Deposited', ...NO_FACTS };
const eventOf = (stream: string, version: number, event: NewEvent): LedgerEvent => ({
  ...event,
  schema: 3,
  stream,
  version,
  position: version,
  recordedUs: 0,
  hash: '',
});

/** An account with its events: decides, and folds what was decided. */
export class Book {
  readonly account: Account = emptyAccount();
  readonly events: LedgerEvent[] = [];

  constructor(cents: number) {
    this.#fold('open', '', { ...FACTS, type: 'AccountOpened' });
    this.#fold('first', '', {
      ...FACTS,
      cents,
      debits: [{ account: 'cash', cents }],
      credits: [{ account: 'ada', cents }],
    });
  }

  do(given: LedgerCommand, nowUs = 0): string {
    const decision = decide(this.account, given, RULES, nowUs);
    if (decision.kind === 'rejected') return decision.reason;
    if (decision.kind === 'exists') return 'exists';
    for (const facts of decision.events) this.#fold(given.id, given.id, facts);
    return 'ok';
  }

  #fold(id: string, by: string, facts: Facts): void {
    const version = this.events.length;
    const event = eventOf('ada', version, { ...facts, id, command: by, cause: '', actor: 'test' });
    this.events.push(event);
    evolve(this.account, event);
  }
}
