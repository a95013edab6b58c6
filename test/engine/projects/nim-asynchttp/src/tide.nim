import std/[asynchttpserver, asyncdispatch, json, strutils, times, re]

proc main() {.async.} =
  let server = newAsyncHttpServer()
  proc handle(request: Request) {.async.} =
    var parts: array[1, string]
    if request.url.path.match(re"/tide/([a-z]+)", parts):
      let day = dateTime(2026, mMar, 4, 12, 0, 0, zone = utc())
      let body = %*{"port": parts[0], "high": day.format("HH:mm"), "letters": parts[0].len}
      await request.respond(Http200, $body, newHttpHeaders([("Content-Type", "application/json")]))
    else:
      await request.respond(Http404, "no such tide\n")
  server.listen(Port(5000))
  echo "listening"
  while true:
    if server.shouldAcceptRequest():
      await server.acceptRequest(handle)
    else:
      await sleepAsync(50)

waitFor main()
