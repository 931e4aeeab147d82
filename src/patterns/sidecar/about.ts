import type { Pattern } from '../../pattern-kit/pattern.ts';

export const about: Pattern['about'] = {
  what: 'A second container stands beside the application and does for it what is not its business: here it ships logs, routes calls and watches configuration. Both share a host, a volume, localhost, one budget of CPU and memory, and one fate.',
  how: 'The application writes lines to a file and calls localhost. A log shipper reads the file, buffers what cannot be delivered and sends it on; a proxy knows where services are; a watcher fetches configuration. The kubelet starts sidecars first and stops them last.',
  benefits: [
    'A collector that is away costs the application nothing: it has written its line and gone on.',
    'A bug in the shipping code ends the shipper, not the orders under way.',
    'One shipper and one proxy for every language; they are updated without touching the application.',
    'Bad configuration is refused by the part that would use it, and the last good one stays.',
  ],
  costs: [
    'A process more per pod: its memory is paid once for every copy of the application.',
    'Every call takes one more hop.',
    'Buffers end. Whoever promises not to disturb the service has to say what is dropped, and when.',
    'Start and stop have an order now, and a wrong one loses first calls and last lines.',
    'A sidecar that is not ready makes its pod not ready: what is asked of it is asked of the service.',
    'Without limits a sidecar takes CPU and memory from the application it was to spare.',
  ],
  avoidWhen: [
    'The two have to scale apart from each other: make it a service.',
    'One agent per host is enough, as for logs that go to standard output: it costs less than one per pod.',
    'Calls between the two are so frequent that even localhost is too far: use a library.',
    'Losing a log line is not allowed: then writing it is part of the transaction, and may fail it.',
  ],
};
