/// Which entries are units, and what of them means what.
package struct UnitMapping: Hashable, Sendable {
    package let filter: SearchFilter
    package let code: AttributeName
    /// The first that has a value; at least one.
    package let name: [AttributeName]
    package let kind: KindRule
    package let parent: PlaceRule
    /// The unit at the top of this source. A reading without it is no reading.
    package let root: UnitID
    /// Where the source's root hangs in the city, if it isn't the city itself.
    package let below: UnitID?
    package let order: AttributeName?
    package let replacedBy: AttributeName?

    /// `nil` without an attribute for the name.
    package init?(
        filter: SearchFilter, code: AttributeName, name: [AttributeName], kind: KindRule, parent: PlaceRule,
        root: UnitID, below: UnitID? = nil, order: AttributeName? = nil, replacedBy: AttributeName? = nil
    ) {
        guard !name.isEmpty, below != root else { return nil }
        (self.filter, self.code, self.name, self.kind, self.parent) = (filter, code, name, kind, parent)
        (self.root, self.below, self.order, self.replacedBy) = (root, below, order, replacedBy)
    }

    package struct KindRule: Hashable, Sendable {
        package let attribute: AttributeName
        /// What the source calls kinds; without words it names them as the policy does.
        package let words: [FoldedWord: UnitKind]

        package init(attribute: AttributeName, words: [FoldedWord: UnitKind] = [:]) {
            (self.attribute, self.words) = (attribute, words)
        }

        func kind(_ text: String) -> UnitKind? {
            words.isEmpty ? UnitKind(text) : words[FoldedWord(text)]
        }
    }

    /// The attributes that it looks at.
    package var attributes: [AttributeName] {
        [code] + name + [kind.attribute] + [parent.attribute, order, replacedBy].compactMap { $0 }
    }
}

/// How an entry says to which unit it belongs.
package enum PlaceRule: Hashable, Sendable {
    /// By where it stands: the nearest entry above it that is a unit.
    case dn
    /// By the unit's code in an attribute.
    case code(AttributeName)
    /// By the unit's DN in an attribute.
    case dnIn(AttributeName)

    var attribute: AttributeName? {
        switch self {
        case .dn: nil
        case .code(let attribute), .dnIn(let attribute): attribute
        }
    }
}
