import Accounts
import CoreMetrics
import Hummingbird
import Identity
import Operations
import Settings
import Wire

/// Lets strangers do only so much of what costs a hash or a durable row; beyond it they are refused before anything is
/// hashed or written, with the time after which to come again.
///
/// Routes are wrapped where they are registered: a path has many spellings, a handler has one. A browser that has signed
/// in before goes on when its address, or all strangers together, may not: a flood keeps nobody out whom we know.
struct StrangerRates: Sendable {
    private let signIn, begin, refused: RateLimit
    private let known: KnownBrowsers

    /// What is counted.
    enum Kind: String, Sendable {
        /// A try at a password, a code or an activation.
        case signIn = "sign-in"
        /// What begins something that is kept.
        case begin
    }

    init(_ settings: RateSettings, _ installation: Installation, among attendance: AttendNodes) {
        let now = installation.clock.now
        signIn = RateLimit(settings.signIn, among: attendance, at: now)
        begin = RateLimit(settings.begin, among: attendance, at: now)
        refused = RateLimit(settings.refused, among: attendance, at: now)
        known = KnownBrowsers(installation)
    }

    /// A handler of which each request counts.
    func limited(_ kind: Kind, _ handler: @escaping Routes.Handler) -> Routes.Handler {
        let limit = kind == .signIn ? signIn : begin
        return { visit in
            if let wait = limit.take(AddressPrefix(of: visit.origin.address), at: visit.now),
                try await !isKnown(visit, limit)
            {
                throw Self.tooMany(kind.rawValue, wait)
            }
            return try await handler(visit)
        }
    }

    /// A handler of which only refused requests count: whoever asks rightly may ask as often as they like.
    func limitedRefusals(_ handler: @escaping Routes.Handler) -> Routes.Handler {
        { visit in
            let address = AddressPrefix(of: visit.origin.address)
            if let wait = refused.wait(address, at: visit.now) { throw Self.tooMany("refused", wait) }
            do {
                let response = try await handler(visit)
                if (400..<500).contains(response.status.code) { _ = refused.take(address, at: visit.now) }
                return response
            } catch let error as RefusedRequest {
                if error.counts { _ = refused.take(address, at: visit.now) }
                throw error
            }
        }
    }

    /// Whether a browser has signed in before, and may go on. It is looked up only where its address may not.
    private func isKnown(_ visit: Visit, _ limit: RateLimit) async throws -> Bool {
        let cookie = try await known.known(
            device: visit.request.cookie(DeviceCookie.self), session: visit.sessionCookie, at: visit.now)
        return cookie.map { limit.take(browser: $0, at: visit.now) == nil } ?? false
    }

    private static func tooMany(_ kind: String, _ wait: Duration) -> RefusedRequest {
        Counter(label: "hue_sso_requests_over_rate", dimensions: [("kind", kind)]).increment()
        return RefusedRequest(nil, .tooMany(retryAfter: wait))
    }
}

extension RefusedRequest {
    /// Whether it is a refusal, and not a way on: a redirect, or a page that is shown once more.
    fileprivate var counts: Bool {
        if record != nil { return true }
        switch answer {
        case .redirect, .page, .finished, .authorization: return false
        case .badRequest, .notFound, .expired, .oauth, .bearer, .registration, .tooMany: return true
        }
    }
}
