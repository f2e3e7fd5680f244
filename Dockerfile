# docker run --rm -v "$PWD:/work:ro" reachlint
# Pin the digest of the base where you build a release: a tag can be moved.
FROM node:24-alpine AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json tsconfig.page.json ./
COPY scripts scripts
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-alpine
# Nothing is written but what --report names, and no port is opened.
COPY --from=build /src/package.json /opt/reachlint/package.json
COPY --from=build /src/node_modules /opt/reachlint/node_modules
COPY --from=build /src/dist /opt/reachlint/dist
USER node
WORKDIR /work
ENTRYPOINT ["node", "/opt/reachlint/dist/cli.js"]
