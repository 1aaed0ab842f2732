# syntax=docker/dockerfile:1
# A pod: docker build -f k8s/origin.Dockerfile -t breakwater/origin:0.1.0 .
# k8s/pin-images.sh writes the digests of what it is made from.
ARG NODE=node:24-bookworm-slim

FROM ${NODE} AS packages
WORKDIR /breakwater
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM ${NODE} AS page
WORKDIR /breakwater
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY chat chat
COPY client client
COPY web web
RUN node node_modules/vite/bin/vite.js build web --logLevel warn

FROM ${NODE}
# A pod starts one program and installs nothing.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
WORKDIR /breakwater
COPY package.json ./
COPY --from=packages /breakwater/node_modules node_modules
COPY settings settings
COPY chat chat
COPY app app
COPY streams streams
COPY forecast-lib forecast-lib
COPY origin origin
COPY --from=page /breakwater/web/dist web/dist
ENV NODE_ENV=production
USER 10001:10001
EXPOSE 8080 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8080) + '/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=8", "origin/main.ts"]
