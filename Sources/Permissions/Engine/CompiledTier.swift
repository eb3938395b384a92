import Identity

/// What a function asks of a session, as plain numbers.
struct CompiledTier: Sendable {
    let identity: IdentityLevel?
    let authentication: AuthenticationLevel
    /// In milliseconds; the largest number for no bound.
    let freshness: Int64

    init(_ tier: Tier) {
        identity = tier.identity
        authentication = tier.authentication
        freshness = tier.freshness?.milliseconds ?? .max
    }

    /// What a session lacks at a moment, where `least` is the identity level that the grant asks for besides.
    @inline(__always)
    func missing(in session: SessionAssurance, at moment: Instant, least: IdentityLevel? = nil) -> StepUp? {
        let level = max(identity?.rawValue ?? 0, least?.rawValue ?? 0)
        let knownEnough = level <= session.identity?.rawValue ?? 0
        let strongEnough = authentication <= session.authentication
        let (age, overflow) = moment.millisecondsSince1970
            .subtractingReportingOverflow(session.authenticatedAt.millisecondsSince1970)
        let freshEnough = freshness == .max || (!overflow && age >= 0 && age <= freshness)
        if knownEnough, strongEnough, freshEnough { return nil }
        return StepUp(
            identity: knownEnough ? nil : IdentityLevel(rawValue: level),
            authentication: strongEnough ? nil : authentication,
            freshness: freshEnough ? nil : .milliseconds(freshness)
        )
    }
}
