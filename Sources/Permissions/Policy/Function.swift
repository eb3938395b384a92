import Identity

/// One function of a platform, or a group of them: `bi.dashboard` ⊃ `bi.dashboard.view`,
/// `bi.dashboard.publish`.
///
/// Only a function without parts can be exercised and decided on; a group exists to be named in a role, where
/// it stands for all of its parts, those of a later policy included.
package struct Function: Hashable, Sendable {
    package let id: FunctionID
    package let name: Bilingual
    package let tier: Tier
    /// The parts; empty for a function that can be exercised.
    package let parts: [Function]

    package init(id: FunctionID, name: Bilingual, tier: Tier, parts: [Function] = []) {
        self.id = id
        self.name = name
        self.tier = tier
        self.parts = parts
    }
}

/// A platform of Article 7 with everything that can be done on it.
package struct Platform: Hashable, Sendable {
    package let id: PlatformID
    package let name: Bilingual
    package let functions: [Function]

    package init(id: PlatformID, name: Bilingual, functions: [Function]) {
        self.id = id
        self.name = name
        self.functions = functions
    }
}
