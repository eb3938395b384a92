import Accounts
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
    private let gate: OwnPageGate
    private let pages: PageResponder

    static let path = Issuer.Path.requests

    init(_ provider: Provider, pages: PageResponder) {
        read = ReadWaitingRequests(provider.installation)
        begin = BeginInteraction(provider.installation)
        gate = OwnPageGate(.requests, .approveBackchannel, provider)
        self.pages = pages
    }

    func get(_ visit: Visit) async throws -> Response {
        try await gate.show(try await read.list(visit.sessionCookie, at: visit.now), visit) { listing, browser in
            page(listing, browser, visit)
        }
    }

    func post(_ visit: Visit) async throws -> Response {
        let (form, listing, browser) = try await gate.form(visit, by: \.signedIn) {
            try await read.list(visit.sessionCookie, at: visit.now)
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

    private func page(
        _ listing: ReadWaitingRequests.Listing, _ browser: BrowserSecret<BrowserCookie>, _ visit: Visit
    ) -> Response {
        let requests = listing.requests.map { waiting in
            let left = waiting.request.decision.expiresAt - visit.now
            return WaitingRequestsPage.Request(
                id: waiting.request.id.text, platformName: waiting.client.name,
                message: waiting.request.bindingMessage, minutesLeft: Int(clamping: (left.wholeSeconds + 59) / 60))
        }
        return pages.page(
            WaitingRequestsPage(
                personName: listing.signedIn.name, requests: requests, action: Self.path,
                formToken: gate.formToken(browser, listing.signedIn)),
            for: visit.request)
    }
}
