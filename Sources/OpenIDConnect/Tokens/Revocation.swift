/// What a client's wish to be rid of a token comes to (RFC 7009 §2). The answer is the same in every case: 200, and
/// nothing said, so that nobody learns by it of tokens that are not theirs (§2.2).
package enum Revocation: Hashable, Sendable {
    /// A refresh token ends with all that goes back to its authorization.
    case authorization(AuthorizationID)
    /// An access token ends alone.
    case accessToken(TokenID)
    /// The token is unknown, or another client's.
    case nothing

    /// A token that has ended already is revoked all the same: its family may live.
    /// - Parameter token: what was found; `nil` when nothing was.
    package init(of token: IssuedToken?, by client: AuthenticatedClient) {
        guard let token, token.client.id == client.id else {
            self = .nothing
            return
        }
        switch token.record {
        case .access(let record): self = .accessToken(record.id)
        case .refresh(let record): self = .authorization(record.authorization)
        }
    }
}
