import { program, type Call, type NodeContext } from '../../../kernel/program.ts';
import { ms } from '../../../kernel/time.ts';
import { answer, type Api, type Attempt, type Method, type Msg, type UserRequest } from '../messages.ts';

type Node = NodeContext<Msg>;

/** Where each API is; several hosts are taken in turn. */
type Config = { readonly hosts: Readonly<Record<Api, readonly string[]>> };

interface State {
  turn: number;
}

/** One request with the retry loop that grew around it. */
type Loop = {
  readonly request: number;
  readonly api: Api;
  readonly method: Method;
  readonly caller: Call;
  readonly tries: number;
  readonly indefinite: boolean;
};

/**
 * The application without an ambassador: its own loop around every call, as in many a code base.
 * A fixed number of retries after a fixed pause, for timeouts, 429 and 5xx, but not for other 4xx.
 * No jitter, no key, no budget; no deadline but the patience of whoever waits.
 */
function attempt(node: Node, state: State, loop: Loop): void {
  const { hosts } = node.config as unknown as Config;
  const choice = hosts[loop.api];
  const host = choice[state.turn++ % choice.length]!;
  node.request(
    host,
    {
      type: 'Attempt',
      request: loop.request,
      span: loop.caller.id,
      api: loop.api,
      method: loop.method,
      n: loop.tries,
      previousAttempts: 0,
      idemKey: '',
      deadlineLeftMs: -1,
      sentUs: node.now(),
      hedge: false,
    },
    { timeoutUs: ms(Number(node.settings['try.timeoutMs'])), tag: 'answered', data: loop },
  );
}

const retries = (node: Node): number => Number(node.settings['own.retries']);
const worthARetry = (status: number): boolean => status >= 500 || status === 429;

function begin(node: Node, state: State, { request, api, method }: UserRequest | Attempt, caller: Call): void {
  attempt(node, state, { request, api, method, caller, tries: 1, indefinite: false });
}

export const ownRetries = program<State, Msg>({
  start: () => ({ turn: 0 }),
  on: {
    UserRequest: begin,
    Attempt: begin,
  },
  replies: {
    answered(node, _state, reply, loop: Loop) {
      const status = 'status' in reply ? reply.status : 504;
      const indefinite = loop.indefinite || !('status' in reply) || reply.indefinite === true;
      if (worthARetry(status) && loop.tries <= retries(node)) {
        node.note('own retry', `request ${loop.request} is sent again after a fixed pause`);
        const next = { ...loop, tries: loop.tries + 1, indefinite };
        return node.work('again', ms(Number(node.settings['own.pauseMs'])), next);
      }
      const reason = 'status' in reply ? reply.reason : 'timed out';
      node.reply(loop.caller, answer(loop.request, status, { reason, indefinite: indefinite || undefined }));
    },
  },
  work: {
    again: (node, state, loop: Loop) => attempt(node, state, loop),
  },
});
