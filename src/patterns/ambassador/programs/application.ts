import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { answer, type Api, type AppRequest, type Msg } from '../messages.ts';

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

/** The old application says what it wants, and nothing more. */
const plain = (request: number, api: Api): AppRequest => ({
  type: 'AppRequest',
  request,
  api,
  method: api === 'payments' ? 'POST' : 'GET',
});

/** The younger one knows what its users want: an answer soon, few retries, and for some calls none. */
const withContext = (node: NodeContext<Msg>, request: number, api: Api): AppRequest => ({
  type: 'AppRequest',
  request,
  api,
  method: api === 'payments' ? 'POST' : 'GET',
  deadlineMs: Number(node.settings['checkin.deadlineMs']),
  maxRetries: Number(node.settings['checkin.maxRetries']),
  optOut: node.stream('context').int(100) < Number(node.settings['checkin.optOutPct']),
});

function call(node: NodeContext<Msg>, number: number, api: Api, { id, from, request }: Call): void {
  const { ambassador, context } = node.config as unknown as Config;
  node.request(ambassador, context === 'none' ? plain(number, api) : withContext(node, number, api), {
    timeoutUs: ms(Number(node.settings['app.timeoutMs'])),
    tag: 'answered',
    data: { id, from, request, number },
  });
}

export const application = program<null, Msg>({
  start: () => null,
  on: {
    UserRequest: (node, _state, { request, api }, caller) => call(node, request, api, caller),
    // The fare hub is called by another application's ambassador, and does not notice.
    Attempt: (node, _state, { request, api }, caller) => call(node, request, api, caller),
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
