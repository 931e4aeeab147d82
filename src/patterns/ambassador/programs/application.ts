import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { answer, type AppRequest, type Attempt, type Msg, type UserRequest } from '../messages.ts';

/**
 * The application with an ambassador: no retry, no backoff, no breaker, no key. It makes one plain
 * call to localhost and passes on what comes back. Its own timeout is the default of its HTTP client.
 */
type Config = {
  readonly ambassador: string;
  /** What this application tells its ambassador. An old one says nothing. */
  readonly context: 'none' | 'impatient';
};

/** Whom to answer, and about what. */
type Waiting = Call & { readonly number: number };

type Wanted = UserRequest | Attempt;

/** The old application says what it wants, and nothing more; of a payment it may be made to say too much. */
function plain(node: NodeContext<Msg>, { request, api, method }: Wanted): AppRequest {
  const bare = { type: 'AppRequest', request, api, method } as const;
  return method === 'POST' && node.settings['booking.marks'] === true ? { ...bare, idempotent: true } : bare;
}

/**
 * The younger one knows what its users want: an answer soon, few retries, and for some calls none. It
 * also knows what it asks for: the same seat for the same traveller, chosen twice, is one choice.
 */
function withContext(node: NodeContext<Msg>, { request, api, method }: Wanted): AppRequest {
  const said = {
    type: 'AppRequest',
    request,
    api,
    method,
    deadlineMs: Number(node.settings['checkin.deadlineMs']),
    maxRetries: Number(node.settings['checkin.maxRetries']),
    optOut: node.stream('context').int(100) < Number(node.settings['checkin.optOutPct']),
  } as const;
  if (method === 'GET') return said;
  return node.stream('marks').int(100) < Number(node.settings['checkin.markPct'])
    ? { ...said, idempotent: true }
    : said;
}

function call(node: NodeContext<Msg>, wanted: Wanted, { id, from, request }: Call): void {
  const { ambassador, context } = node.config as unknown as Config;
  node.request(ambassador, context === 'none' ? plain(node, wanted) : withContext(node, wanted), {
    timeoutUs: ms(Number(node.settings['app.timeoutMs'])),
    tag: 'answered',
    data: { id, from, request, number: wanted.request },
  });
}

export const application = program<null, Msg>({
  start: () => null,
  on: {
    UserRequest: (node, _state, message, caller) => call(node, message, caller),
    // The fare hub is called by another application's ambassador, and does not notice.
    Attempt: (node, _state, message, caller) => call(node, message, caller),
    // It does not know how to stop.
    Cancel: () => undefined,
  },
  replies: {
    answered(node, _state, reply, waiting: Waiting) {
      if (reply.type === 'Response' || reply.type === 'ErrorResponse') return node.reply(waiting, reply);
      node.reply(waiting, answer(waiting.number, 504, { reason: 'no answer from localhost', indefinite: true }));
    },
  },
});
