import Accounts
import Cryptography
import Hummingbird
import Identity
import OpenIDConnect
import Operations
import Pages
import Wire

/// The authentication device (CIBA Core §8): a page on which somebody who is signed in sees what clients have asked of them
/// behind the browser's back, and picks what to decide on. What follows is an interaction as any other: a stronger sign-in where
/// one is demanded, a post, and consent.
struct WaitingRequestsEndpoint: Sendable {
    private let read: ReadWaitingRequests
    private let begin: BeginInteraction
    private let pages: PageResponder
    private let random: any RandomSource

    static let path = Issuer.Path.requests

    init(_ provider: Provider, pages: PageResponder) {
        read = ReadWaitingRequests(provider.installation)
        begin = BeginInteraction(provider.installation)
        random = provider.random
        self.pages = pages
    }

    func get(_ visit: Visit) async throws -> Response {
        if let listing = try await read.list(visit.sessionCookie, at: visit.now) { return page(listing, visit) }
        let browser = visit.browserCookie ?? BrowserSecret(random: random)
        let interaction = try await begin.begin(
            .ours(.requests), for: .ourselves, at: visit.place(browser), visit.now)
        return Response.redirect(to: InteractionPage.resume.path(of: interaction))
            .setting(browser, maxAge: Interaction.memory)
    }

    func post(_ visit: Visit) async throws -> Response {
        let form = try await visit.form(for: .approveBackchannel)
        guard let listing = try await read.list(visit.sessionCookie, at: visit.now) else {
            throw RefusedRequest(nil, .redirect(to: Self.path))
        }
        guard let browser = visit.browserCookie, form.carries(Self.formToken(browser, listing)) else {
            let session = listing.signedIn.session
            let record = RefusedRequest.Record(
                action: .approveBackchannel, code: "foreign-form", actor: .person(session.person),
                session: session.id.text)
            throw RefusedRequest(record, .redirect(to: Self.path))
        }
        let picked = (try? form.single("request")) ?? nil
        // One that has gone meanwhile is on the page no longer.
        guard let waiting = listing.requests.first(where: { picked?.hasSameBytes(as: $0.request.id.text) == true })
        else {
            return .redirect(to: Self.path)
        }
        let interaction = try await begin.begin(
            .backchannel(waiting.request.id, message: waiting.request.bindingMessage), for: waiting.client.id,
            at: visit.place(browser), visit.now)
        return pages.continue(
            to: InteractionPage.resume.path(of: interaction), platformName: waiting.client.name, visit.request)
    }

    private func page(_ listing: ReadWaitingRequests.Listing, _ visit: Visit) -> Response {
        let browser = visit.browserCookie ?? BrowserSecret(random: random)
        let requests = listing.requests.map { waiting in
            let left = waiting.request.decision.expiresAt - visit.now
            return WaitingRequestsPage.Request(
                id: waiting.request.id.text, platformName: waiting.client.name,
                message: waiting.request.bindingMessage, minutesLeft: Int(clamping: (left.wholeSeconds + 59) / 60))
        }
        return pages.page(
            WaitingRequestsPage(
                personName: listing.signedIn.name, requests: requests, action: Self.path,
                formToken: Self.formToken(browser, listing)),
            for: visit.request
        ).setting(browser, maxAge: Interaction.memory)
    }

    /// The session is part of it: a page that was shown to one person isn't answered as another.
    private static func formToken(
        _ browser: BrowserSecret<BrowserCookie>, _ listing: ReadWaitingRequests.Listing
    ) -> String {
        browser.derive("waiting requests", for: listing.signedIn.session.id.text)
    }
}
