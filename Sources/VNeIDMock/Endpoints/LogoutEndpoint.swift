import Hummingbird
import Identity
import Wire

/// `GET /oidc/logout`: the address that the claim `logoutUri` hands over.
///
/// It ends the portal's session, where one is kept, and says so, or takes the browser back where the client has registered.
struct LogoutEndpoint: Sendable {
    let parties: Parties
    let ledger: Ledger
    let clock: any WallClock
    let pages: Pages

    func respond(to request: Request) async -> Response {
        if let handle = request.portalCookie { await ledger.endSession(handle, at: clock.now) }
        guard let form = try? FormParameters(query: request.rawQuery) else {
            return pages.notice(.unreadableRequest, status: .badRequest)
        }
        guard let way = try? form.single("post_logout_redirect_uri") else {
            return pages.notice(.signedOut)
        }
        guard let clientID = await clientID(form), let client = await parties.client(clientID),
            let target = client.postLogoutRedirectURIs.first(where: { $0.text.hasSameBytes(as: way) })
        else {
            return pages.notice(.unknownRedirectURI, status: .badRequest)
        }
        let state = (try? form.single("state")).map { [("state", $0)] } ?? []
        return .seeOther(state.isEmpty ? target.text : target.appending(query: FormParameters(state)))
    }

    /// `client_id`, or else the audience of `id_token_hint`. Nothing depends on its being genuine: it only
    /// chooses whose list must have the redirect URI.
    private func clientID(_ form: FormParameters) async -> String? {
        if let id = try? form.single("client_id") { return id }
        guard let hint = try? form.single("id_token_hint") else { return nil }
        let parts = hint.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = try? Base64URL.decode(String(parts[1])),
            let claims = try? JSONReader.readObject(payload)
        else {
            return nil
        }
        return claims["aud"]?.string
    }
}
