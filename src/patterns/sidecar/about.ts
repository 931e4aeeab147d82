import type { Pattern } from '../../pattern-kit/pattern.ts';

export const about: Pattern['about'] = {
  what: 'A second container beside the application does what is not its business: it ships logs, routes calls, watches configuration. Both share a host, a volume, localhost, one budget of CPU and memory, and one fate.',
  how: 'The application writes lines to a file and calls localhost. A shipper reads the file, buffers and sends; a proxy knows where services are; a watcher fetches configuration. The kubelet starts sidecars first and stops them last.',
  benefits: [
    'A collector that is away costs the application nothing.',
    'A bug in the shipping code ends the shipper, not the orders under way.',
    'One shipper and one proxy for every language, updated without touching the application.',
    'Bad configuration is refused by the part that would use it.',
  ],
  costs: [
    'One more process for every copy of the application, and one more hop for every call.',
    'Buffers end: somebody has to say what is dropped, and when.',
    'A wrong order of start and stop loses first calls and last lines.',
    'Without limits a sidecar takes what it was to spare.',
  ],
  avoidWhen: [
    'The two have to scale apart: make it a service.',
    'One agent per host is enough: it costs less than one per pod.',
    'Even localhost is too far: use a library.',
    'No log line may be lost: then writing it is part of the transaction, and may fail it.',
  ],
};
