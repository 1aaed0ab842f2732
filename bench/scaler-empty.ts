/** The control of the scaler's answers: the same service, whose GetMetrics looks at nothing. Prints its port. */
import { Server, ServerCredentials, type sendUnaryData } from '@grpc/grpc-js';
import { EXTERNAL_SCALER, type GetMetricsResponse } from '#scaler';

const ANSWER: GetMetricsResponse = { metricValues: [{ metricName: 'pods', metricValue: 1, metricValueFloat: 1 }] };

const server = new Server();
server.addService(EXTERNAL_SCALER.service, {
  GetMetrics: (_call: unknown, done: sendUnaryData<GetMetricsResponse>) => done(null, ANSWER),
});
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
process.once('SIGTERM', () => process.exit(0));
