import { expect, test } from 'vitest';
import { Adam } from './gru-adam.ts';
import { GruNetwork, gruWeights } from './gru-network.ts';
import { seededRandom } from './random.ts';

const SHAPE = { inputs: 3, hidden: 4, outputs: 2 };

function drawn(length: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length }, () => 2 * random() - 1);
}

function lossOf(network: GruNetwork, sequence: Float64Array, wanted: Float64Array): number {
  const output = new Float64Array(wanted.length);
  network.run(sequence, output);
  return output.reduce((sum, value, index) => sum + (value - (wanted[index] as number)) ** 2 / 2, 0);
}

test('the slope by each weight is what a small change of that weight does to the loss', () => {
  const network = new GruNetwork(SHAPE, drawn(gruWeights(SHAPE), 1));
  const sequence = drawn(7 * SHAPE.inputs, 2);
  const wanted = drawn(SHAPE.outputs, 3);
  const output = new Float64Array(SHAPE.outputs);
  const gradient = new Float64Array(network.weights.length);

  network.run(sequence, output);
  network.back(
    sequence,
    output.map((value, index) => value - (wanted[index] as number)),
    gradient,
  );

  const small = 1e-6;
  for (let at = 0; at < gradient.length; at++) {
    const weight = network.weights[at] as number;
    network.weights[at] = weight + small;
    const above = lossOf(network, sequence, wanted);
    network.weights[at] = weight - small;
    const below = lossOf(network, sequence, wanted);
    network.weights[at] = weight;
    expect(Math.abs(gradient[at] as number)).toBeGreaterThan(0);
    expect((above - below) / (2 * small), `weight ${at}`).toBeCloseTo(gradient[at] as number, 8);
  }
});

test('it learns which of two numbers came first, which a memory alone can tell', () => {
  const shape = { inputs: 1, hidden: 6, outputs: 1 };
  const network = new GruNetwork(
    shape,
    drawn(gruWeights(shape), 4).map((value) => value / 2),
  );
  const adam = new Adam(network.weights.length);
  const gradient = new Float64Array(network.weights.length);
  const output = new Float64Array(1);
  const sequences = [1, -1].map((first) => Float64Array.from([first, -first, 0, 0, 0, 0]));

  for (let step = 0; step < 300; step++) {
    gradient.fill(0);
    for (const sequence of sequences) {
      network.run(sequence, output);
      network.back(sequence, Float64Array.of((output[0] as number) - (sequence[0] as number)), gradient);
    }
    adam.step(network.weights, gradient, 0.02);
  }

  for (const sequence of sequences) expect(lossOf(network, sequence, sequence.subarray(0, 1))).toBeLessThan(0.01);
});
