import { post, receive } from './node-worker-scope.ts';
import { findProgram } from '../find-program.ts';
import { serveNode } from '../node-main.ts';

receive(serveNode(post, findProgram));
