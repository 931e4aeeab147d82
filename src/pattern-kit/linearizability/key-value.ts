import type { Model } from './model.ts';

export type KeyValueCall =
  | { readonly f: 'get' }
  | { readonly f: 'put'; readonly value: string }
  | { readonly f: 'append'; readonly value: string };

/** One key of a store of texts; '' until it is put. A get answers the text. */
export const keyValue: Model<string, KeyValueCall, string> = {
  initial: '',
  step(state, call, answer) {
    switch (call.f) {
      case 'get':
        return answer === undefined || answer === state ? state : undefined;
      case 'put':
        return call.value;
      case 'append':
        return state + call.value;
    }
  },
  reads: (call) => call.f === 'get',
  describe: (call, answer) =>
    call.f === 'get'
      ? `get → ${answer === undefined ? '?' : JSON.stringify(answer)}`
      : `${call.f} ${JSON.stringify(call.value)}`,
};
