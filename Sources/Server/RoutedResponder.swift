import Edge
import HTTPTypes
import Hummingbird
import Identity
import Logging
import NIOCore
import Synchronization

/// Answers by these routes, and says when (RFC 9110 §6.6.1).
func responder<Context: InitializableFromSource<ApplicationRequestContextSource>>(
    of router: Router<Context>, clock: any WallClock, logger: Logger
) -> EdgeChannel.Responder {
    let routes = router.buildResponder()
    let date = DateField(clock)
    return { request, channel in
        let context = Context(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        var response: Response
        do { response = try await routes.respond(to: request, context: context) } catch {
            // The provider's own routes answer whatever happens (`Refusals`).
            logger.error("a request failed", metadata: ["error": "\(error)"])
            response = Response(status: .internalServerError)
        }
        response.headers.append(date.now)
        return response
    }
}

/// The field `Date`: its text is made once a second.
private final class DateField: Sendable {
    private let clock: any WallClock
    private let last = Mutex<(second: Int64, field: HTTPField)?>(nil)

    init(_ clock: any WallClock) { self.clock = clock }

    var now: HTTPField {
        let second = clock.now.secondsSince1970
        return last.withLock { last in
            if let last, last.second == second { return last.field }
            let field = HTTPField(name: .date, value: Instant(secondsSince1970: second).httpDate)
            last = (second, field)
            return field
        }
    }
}
