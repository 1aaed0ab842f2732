# syntax=docker/dockerfile:1
# The scaler: docker build -f k8s/scaler.Dockerfile -t breakwater/scaler:0.1.0 .
# k8s/pin-images.sh writes the digests of what it is made from.
ARG NODE=node:24-bookworm-slim

FROM ${NODE} AS packages
WORKDIR /breakwater
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE}
# A pod starts one program and installs nothing.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
WORKDIR /breakwater
COPY package.json ./
COPY --from=packages /breakwater/node_modules node_modules
COPY settings settings
COPY forecast-lib forecast-lib
COPY scaler scaler
ENV NODE_ENV=production
USER 10001:10001
EXPOSE 9090 8090 9474
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch('http://' + (process.env.REST_HOST || '127.0.0.1') + ':' + (process.env.REST_PORT || 8090) + '/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=4", "scaler/main.ts"]
