import Accounts
import Audit
import Cryptography
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Wire

/// One request as endpoints see it: with the moment at which it is looked at, and where it comes from. What a route
/// needs besides (an interaction, a form of ours, a signed-in person) are types that are made of it, and that can't be
/// made without what they stand for.
struct Visit: Sendable {
    let request: Request
    let origin: AuditEvent.Origin
    let now: Instant
    /// The parameters of the path.
    let parameters: Parameters
    /// The certificate with which the client's connection began, as far as it is known.
    let certificate: ClientCertificate?

    init(_ request: Request, _ context: ProviderRequestContext, at now: Instant) {
        self.request = request
        origin = context.origin
        parameters = context.parameters
        certificate = context.certificate
        self.now = now
    }

    /// An act of somebody whom nothing is known of yet.
    var anonymous: Act { act(of: .anonymous) }

    func act(of actor: AuditEvent.Actor) -> Act { Act(actor: actor, origin: origin, now: now) }

    var sessionCookie: BrowserSecret<SessionCookie>? { request.cookie(SessionCookie.self) }
    /// What remembers the browser as one that has signed in to an account; a new one where there is none.
    func deviceCookie(_ random: any RandomSource) -> BrowserSecret<DeviceCookie> {
        request.cookie(DeviceCookie.self) ?? BrowserSecret(random: random)
    }
    /// Where a demand begins that waits for a person.
    func place(_ browser: BrowserSecret<BrowserCookie>) -> BeginInteraction.Place {
        BeginInteraction.Place(browser, device: request.cookie(DeviceCookie.self), session: sessionCookie)
    }
    var browserCookie: BrowserSecret<BrowserCookie>? { request.cookie(BrowserCookie.self) }

    /// - Throws: a refusal in the terms of pages, for a query that isn't well-formed.
    func query(for action: AuditEvent.Action) throws(RefusedRequest) -> FormParameters {
        do { return try request.queryParameters() } catch { throw .unreadable(error, action) }
    }

    /// - Throws: a refusal in the terms of pages, for a body that is no form.
    func form(for action: AuditEvent.Action) async throws(RefusedRequest) -> FormParameters {
        do { return try await request.form() } catch { throw .unreadable(error, action) }
    }
}
