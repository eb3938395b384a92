import Hummingbird
import OpenIDConnect
import Pages

/// A page for each mistake that is made in setting up a platform: where `error_uri` of an answer leads (RFC 6749 §4.1.2.1). It
/// is the same for everybody and says nothing of who made the mistake.
struct MistakeEndpoint: Sendable {
    let pages: PageResponder

    func get(_ visit: Visit) async throws -> Response {
        guard let mistake = visit.parameters.get("mistake").flatMap({ ClientMistake(rawValue: $0) }) else {
            throw RefusedRequest(nil, .notFound)
        }
        return pages.page(
            MistakePage(name: mistake.rawValue, problem: mistake.problem, remedy: mistake.remedy), for: visit.request)
    }
}
