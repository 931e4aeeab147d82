import { post, receive } from '../../src/host/node/node-worker-scope.ts';
import { serveNode } from '../../src/host/node-main.ts';
import { relay } from './relay.ts';

// A node worker as the app's own, but for the program, which no pattern has.
receive(serveNode(post, async () => relay));
