# Stands in for maven:3.9-eclipse-temurin-21 and eclipse-temurin:21 (which are Ubuntu): Debian's OpenJDK 21 and Maven in the same places.
ARG DEBIAN
FROM debian:${DEBIAN}-slim AS jre
RUN mkdir -p /usr/share/man/man1 && apt-get update && apt-get install -y --no-install-recommends ca-certificates-java openjdk-21-jre-headless curl fontconfig locales tzdata \
 && rm -rf /var/lib/apt/lists/* && mkdir -p /opt/java && ln -s /usr/lib/jvm/java-21-openjdk-* /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk LANG=en_US.UTF-8 LANGUAGE=en_US:en LC_ALL=en_US.UTF-8 \
    PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN echo 'en_US.UTF-8 UTF-8' > /etc/locale.gen && locale-gen en_US.UTF-8
CMD ["bash"]

FROM jre AS jdk
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-21-jdk-headless && rm -rf /var/lib/apt/lists/*
CMD ["jshell"]

FROM jdk AS maven
RUN apt-get update && apt-get install -y --no-install-recommends maven git openssh-client && rm -rf /var/lib/apt/lists/* \
 && printf '#!/bin/sh\nset -eu\nif [ "${1#-}" != "$1" ]; then set -- mvn "$@"; fi\nexec "$@"\n' > /usr/local/bin/mvn-entrypoint.sh && chmod 755 /usr/local/bin/mvn-entrypoint.sh
ENV MAVEN_HOME=/usr/share/maven MAVEN_CONFIG=/root/.m2
ENTRYPOINT ["/usr/local/bin/mvn-entrypoint.sh"]
CMD ["mvn"]

# Debian's Gradle is older than the official image's.
FROM jdk AS gradle
RUN apt-get update && apt-get install -y --no-install-recommends gradle git unzip wget && rm -rf /var/lib/apt/lists/* && ln -s /usr/share/gradle /opt/gradle \
 && groupadd --system --gid 1000 gradle && useradd --system --gid gradle --uid 1000 --shell /bin/bash --create-home gradle \
 && mkdir /home/gradle/.gradle && chown -R gradle:gradle /home/gradle && chmod o+rwx /home/gradle && ln -s /home/gradle/.gradle /root/.gradle
ENV GRADLE_HOME=/opt/gradle
VOLUME /home/gradle/.gradle
WORKDIR /home/gradle
CMD ["gradle"]
