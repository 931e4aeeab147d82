import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { answer, type Api, type CallerContext, type Msg } from '../messages.ts';

/**
 * The application with an ambassador: no retry, no backoff, no breaker, no key. It makes one plain
 * call to localhost and passes on what comes back. Its own timeout is the default of its HTTP client.
 */
type Config = {
  readonly ambassador: string;
  /** What this application tells its ambassador. An old one says nothing. */
  readonly context: 'none' | 'impatient';
};

const SAYS_NOTHING: CallerContext = {};

/** The younger application knows what its users want: an answer soon, or for some none but the first. */
function contextOf(node: NodeContext<Msg>, context: Config['context']): CallerContext {
  if (context === 'none') return SAYS_NOTHING;
  return {
    deadlineMs: Number(node.settings['checkin.deadlineMs']),
    optOut: node.stream('context').int(100) < Number(node.settings['checkin.optOutPct']) ? true : undefined,
  };
}

function call(node: NodeContext<Msg>, request: number, api: Api, caller: Call): void {
  const { ambassador, context } = node.config as unknown as Config;
  node.request(
    ambassador,
    { type: 'AppRequest', request, api, method: api === 'payments' ? 'POST' : 'GET', ...contextOf(node, context) },
    { timeoutUs: ms(Number(node.settings['app.timeoutMs'])), tag: 'answered', data: { caller, request } },
  );
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
    answered(node, _state, reply, { caller, request }: { readonly caller: Call; readonly request: number }) {
      if (reply.type === 'Response' || reply.type === 'ErrorResponse') return node.reply(caller, reply);
      node.reply(caller, answer(request, 504, { reason: 'no answer from localhost', indefinite: true }));
    },
  },
});
