/// <reference lib="webworker" />
// The prelude comes first: no program is loaded before the scope is tame.
import { post, receive } from './node-worker-scope.ts';
import { findProgram } from './find-program.ts';
import { serveNode } from './node-main.ts';

receive(serveNode(post, findProgram));
