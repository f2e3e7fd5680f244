# docker run --rm -v "$PWD:/work:ro" reachlint
# The digest is that of all platforms, with Node 24.20.0, as docker-library/repo-info tells it (repos/node/remote/24-alpine.md at 2eade49d).
# Dependabot keeps it up to date.
FROM node:24-alpine@sha256:e67514e5d0f6c46656005e1b693b2ec9d52e80b641307de684d4a015ba7a4eaf AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json tsconfig.page.json ./
COPY scripts scripts
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-alpine@sha256:e67514e5d0f6c46656005e1b693b2ec9d52e80b641307de684d4a015ba7a4eaf
# Nothing is written but what --report names, and no port is opened.
COPY --from=build /src/package.json /opt/reachlint/package.json
COPY --from=build /src/node_modules /opt/reachlint/node_modules
COPY --from=build /src/dist /opt/reachlint/dist
USER node
WORKDIR /work
ENTRYPOINT ["node", "/opt/reachlint/dist/cli.js"]
