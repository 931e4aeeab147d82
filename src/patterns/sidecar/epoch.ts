import { ms, seconds } from '../../kernel/time.ts';
import type { EpochLens } from '../../pattern-kit/pattern.ts';

export const epoch: readonly EpochLens[] = [
  {
    title: 'Configuration version and nonce',
    name: 'nonce',
    about:
      'Every response on a stream of configuration has a nonce, and every ACK or NACK names the one it answers. When a newer response has been sent meanwhile, the answer to the older one decides nothing.',
    preset: 'bad-config',
    // Two versions in a row, faster than an answer can come back.
    actions: [
      { kind: 'command', node: 'control-plane', command: 'pushDebug', atUs: seconds(3) },
      { kind: 'command', node: 'control-plane', command: 'pushInfo', atUs: ms(3_010) },
    ],
  },
];
