import Permissions
import Testing

extension Reference.Answer {
    /// Whether a decision of the engine is this outcome, and names a cause that is one.
    func agrees(with decision: Decision) -> Bool {
        switch (self, decision) {
        case (.permit(let grants), .permit(let permit)): grants.contains(permit.grant)
        case (.stepUp(let wanted), .stepUp(let got)): wanted == got
        case (.deny(.denied, let grants), .deny(.denied(let grant))),
            (.deny(.excludedAtUnit, let grants), .deny(.excludedAtUnit(let grant))),
            (.deny(.excludedInSession, let grants), .deny(.excludedInSession(let grant))),
            (.deny(.principalMayNot, let grants), .deny(.principalMayNot(let grant))):
            grants.contains(grant)
        case (.deny(.unknownFunction, _), .deny(.unknownFunction)),
            (.deny(.groupOfFunctions, _), .deny(.groupOfFunctions)),
            (.deny(.unknownUnit, _), .deny(.unknownUnit)),
            (.deny(.noGrant, _), .deny(.noGrant)):
            true
        default: false
        }
    }
}
